"""A real browser for the tests of pages: headless Chromium, driven by Selenium."""

import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def started(*, width=1440, height=900, dark=False, phone=False):
    """A browser; the test is skipped where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="Selenium is not installed")
    program, driver = next(filter(None, map(shutil.which, NAMES)), None), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("there is no Chromium with its chromedriver here: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if phone:
        metrics = {"width": width, "height": height, "pixelRatio": 2, "touch": True}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    if dark:
        features = [{"name": "prefers-color-scheme", "value": "dark"}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    return browser


class Page:
    """A page that is open: keys, clicks, and what it shows."""

    def __init__(self, browser, text, folder, name="page"):
        self.browser = browser
        path = folder / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        browser.get(path.as_uri())

    def find(self, selector):
        return self.browser.find_elements("css selector", selector)

    def one(self, selector):
        found = self.find(selector)
        assert len(found) == 1, f"{len(found)} elements are {selector}"
        return found[0]

    def texts(self, selector):
        return [element.get_attribute("textContent") for element in self.find(selector)]

    def press(self, *keys):
        from selenium.webdriver.common.action_chains import ActionChains

        actions = ActionChains(self.browser)
        for key in keys:
            actions.send_keys(key)
        actions.perform()

    def hover(self, element):
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.browser).move_to_element(element).perform()

    def line(self, panel, text):
        """The line of a panel that has this text."""
        script = """return [...document.querySelectorAll(`#${arguments[0]} li`)].filter(
            (made) => made.querySelector(".code")?.textContent.trim() === arguments[1])"""
        found = self.browser.execute_script(script, panel, text)
        assert len(found) == 1, f"{len(found)} lines of {panel} are {text}"
        return found[0]

    @property
    def said(self):
        return self.one("#said").text

    def lit(self, panel):
        """The lines of a panel that are lit up."""
        return [text.strip() for text in self.texts(f"#{panel} li.lit .code")]

    def table(self):
        """Each row of the trace, with the value and the adjoint that it shows."""
        script = """return [...document.querySelectorAll("#trace li[role=option]")].map((made) =>
            [".code", ".value", ".bar"].map((part) => made.querySelector(part).textContent.trim()))"""
        return {text: (value, bar) for text, value, bar in self.browser.execute_script(script)}

    def set_input(self, name, value):
        script = """const field = document.getElementById("number-" + arguments[0]);
            field.value = arguments[1]; field.dispatchEvent(new Event("input", {bubbles: true}))"""
        self.browser.execute_script(script, name, str(value))

    def messages(self):
        return self.browser.get_log("browser")
