"""The report in a real browser: nothing fails, nothing is fetched, everything is seen and nothing sticks out."""

import os
import shutil

import pytest

WIDTHS = {"screen": 800, "print": 680}  # 680 CSS pixels are the 180 mm that A4 leaves between its margins


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        assert not os.environ.get("CI"), "a browser must be installed where CI is set"
        pytest.skip("no chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("medium", WIDTHS)
def test_report_is_whole(browser, tiny, medium):
    page = browser.new_page(viewport={"width": WIDTHS[medium], "height": 1000})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(media=medium)
    page.goto(tiny.path.as_uri())
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [tiny.path.as_uri()]
    images = page.eval_on_selector_all("img", "all => all.map(one => [one.naturalWidth, one.clientWidth, one.alt])")
    assert len(images) >= 7
    assert all(natural > 0 and shown > 100 and alt for natural, shown, alt in images)
    assert page.locator("h1").inner_text() == "tiny-1: report"
    assert page.locator("h2").count() == 11
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1)
            .filter(one => getComputedStyle(one).display !== 'inline' && one.clientWidth > 0)
            .map(one => one.outerHTML.slice(0, 80))"""
    )
    assert beyond == []
    page.close()
