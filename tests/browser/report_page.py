"""An opened HTML report: what tests do with it and ask of it."""

import time

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import chromium

_LONGEST_LOAD = 60  # seconds

# Text as a reader could write it back: labels as the code points they name.
PLAIN = """
const plain = (node) => [...node.childNodes].map((child) => {
  if (child.nodeType === Node.TEXT_NODE) return child.data;
  if (child.matches("button.more")) return "";
  if (!child.matches(".chip")) return plain(child);
  const [, hex, times] = child.textContent.match(/^U\\+([0-9A-F]+)(?: ×(\\d+))?$/);
  return String.fromCodePoint(parseInt(hex, 16)).repeat(times ?? 1);
}).join("");
"""


class ReportPage:
    def __init__(self, driver, path, *, fragment=""):
        self.driver = driver
        self.path = path
        chromium.console(driver)
        chromium.requests(driver)
        started = time.monotonic()
        driver.get("about:blank")  # so that a new fragment loads the page anew
        driver.get(path.as_uri() + fragment)
        # On a busy machine get() now and then comes back too early.
        WebDriverWait(driver, _LONGEST_LOAD, 0.05).until(lambda _: (
            driver.execute_script(
                "return location.protocol === 'file:'"
                " && document.readyState === 'complete'")))
        self.seconds_to_load = time.monotonic() - started

    # Reading

    def run(self, script, *arguments):
        """Runs JavaScript in the page; `return` gives a value back."""
        return self.driver.execute_script(PLAIN + script, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])]"
                        ".map((each) => each.innerText.trim())", selector)

    def plain_texts(self, selector):
        return self.run("return [...document.querySelectorAll(arguments[0])]"
                        ".map(plain)", selector)

    def count(self, selector):
        return len(self.all(selector))

    def findings(self):
        """Every finding, in the shape of the JSON report."""
        return self.run("""
            const all = [];
            for (let finding = 0; finding < findings.total; ++finding) {
              const {evidence = [], location = null} = extrasOf(finding) ?? {};
              const rule = ruleOf(finding);
              all.push({
                fingerprint: fingerprintOf(finding), rule: rule.id,
                severity: severityOf(finding), target: targetOf(finding).name,
                kind: rule.subject, id: subjectOf(finding),
                message: messageOf(finding), evidence, location,
                facts: Object.fromEntries(rule.shown
                    .filter((fact) => fact !== "id")
                    .map((fact) => [fact, factText(finding, fact)])),
                commands: commandsOf(finding),
              });
            }
            return all;""")

    def has_focus(self, selector):
        return self.run("return document.activeElement.matches(arguments[0])",
                        selector)

    def rule_details(self, rule):
        return f'details.rule[id="rule:{rule}"]'

    # Doing

    def settle(self):
        """Waits until what was begun by an event is done."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "setTimeout(() => requestAnimationFrame(() => done()), 60);")

    def open_rule(self, rule):
        self.run("document.querySelector(arguments[0]).open = true",
                 self.rule_details(rule))
        self.settle()

    def open_everything(self):
        """Every rule, and the first findings of each."""
        self.run("openAll(true)")
        self.settle()
        self.run("for (const list of document.querySelectorAll('.list'))"
                 " for (const each of [...list.querySelectorAll('.opener')]"
                 ".slice(0, 4)) if (each.ariaExpanded !== 'true') each.click()")
        self.settle()

    def type_words(self, words):
        box = self.one("#words")
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(Keys.BACKSPACE, words)
        self.settle()

    def press(self, *keys):
        chain = ActionChains(self.driver)
        for key in keys:
            chain.send_keys(key)
        chain.perform()
        self.settle()

    def choose(self, selector, text):
        self.run("""
            const select = document.querySelector(arguments[0]);
            const option = [...select.options].find((o) => o.text === arguments[1]);
            select.value = option.value;
            select.dispatchEvent(new Event("change", {bubbles: true}));""",
                 selector, text)
        self.settle()

    def clipboard(self):
        """What was copied, pasted as a user would paste it."""
        self.run("const box = document.createElement('textarea');"
                 "box.id = 'pasted'; document.body.append(box); box.focus()")
        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys("v") \
            .key_up(Keys.CONTROL).perform()
        return self.run("const box = document.getElementById('pasted');"
                        "box.remove(); return box.value")
