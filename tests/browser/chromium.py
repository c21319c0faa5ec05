"""A headless Chromium with a profile of its own, and what it tells of a page."""

import contextlib
import json
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"

ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--force-color-profile=srgb", "--hide-scrollbars",
)


@contextlib.contextmanager
def chromium(*, javascript=True):
    """A WebDriver whose console and network events can be read back."""
    with tempfile.TemporaryDirectory(prefix="glance-audit-browser-",
                                     ignore_cleanup_errors=True) as profile:
        options = Options()
        options.binary_location = CHROMIUM
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs",
                               {"browser": "ALL", "performance": "ALL"})
        options.set_capability("unhandledPromptBehavior", "ignore")
        if not javascript:
            options.add_experimental_option("prefs", {
                "profile.managed_default_content_settings.javascript": 2})
        driver = webdriver.Chrome(service=Service(CHROMEDRIVER),
                                  options=options)
        try:
            driver.get("about:blank")
            driver.get_log("performance")  # the start page's own requests
            yield driver
        finally:
            driver.quit()


def resize(driver, width, height):
    """The page's own size in CSS pixels, narrower than any real window."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1,
        "mobile": False})


def emulate(driver, **features):
    """emulate(driver, prefers_color_scheme="dark")"""
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": name.replace("_", "-"), "value": value}
        for name, value in features.items()]})


def console(driver):
    """What the page wrote to the console since the last call."""
    return [entry["message"] for entry in driver.get_log("browser")]


def requests(driver):
    """The address of every request since the last call."""
    found = []
    for entry in driver.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        if event["method"] == "Network.requestWillBeSent":
            found.append(event["params"]["request"]["url"])
    return found
