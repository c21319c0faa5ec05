#!/usr/bin/python3
"""A picture of an HTML report.

    screenshot.py REPORT.html OUT.png [--width N] [--height N] [--dark]
                  [--scale N] [--full] [--run SCRIPT]

Without --full the picture is what a window of that size shows; with it, all
of the page. --run executes JavaScript first, such as
`document.querySelector('details.rule').open = true`.
"""

import argparse
import base64
import pathlib
import time

import chromium


def parse_arguments():
    parser = argparse.ArgumentParser(description="A picture of an HTML report.")
    parser.add_argument("html", type=pathlib.Path)
    parser.add_argument("png", type=pathlib.Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--run", default="")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    with chromium.chromium() as driver:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": arguments.width, "height": arguments.height,
            "deviceScaleFactor": arguments.scale, "mobile": False})
        chromium.emulate(
            driver, prefers_color_scheme="dark" if arguments.dark else "light")
        driver.get(arguments.html.resolve().as_uri())
        driver.execute_script(arguments.run)
        time.sleep(0.3)  # details open and fonts settle in the next frames
        picture = driver.execute_cdp_cmd("Page.captureScreenshot", {
            "format": "png", "captureBeyondViewport": arguments.full})
        arguments.png.write_bytes(base64.b64decode(picture["data"]))


if __name__ == "__main__":
    main()
