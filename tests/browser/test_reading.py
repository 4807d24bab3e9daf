"""What is read without the page: its title, its print, and all of it in letters twice as large."""

from playwright.async_api import Browser, Page, expect

from broker.cli.demo import Demo
from tests.support.browser import PHONE_SCREEN, CitizenTab, new_context, open_tab

TWICE = """addEventListener('DOMContentLoaded', () => {
  document.documentElement.style.fontSize = '200%';
})"""
# What an office calls its papers is one word, whatever its length.
LONG_WORDS = """() => {
  for (const one of document.querySelectorAll('main :is(h1, h2, p, li, dt, dd, legend, summary)')) {
    const last = one.lastChild;
    if (last?.textContent.trim()) last.textContent = 'Wohnungsgeberbestätigungsvordruck';
  }
}"""
_WIDTH = "document.documentElement.scrollWidth"


async def test_steps_have_titles_and_the_confirmation_can_be_printed(
    browser: Browser, demo: Demo
) -> None:
    """Each step is called as its heading; the paper has the appointment and the link as a picture."""
    url = demo.node.settings.public_url
    phone = await new_context(browser, viewport=PHONE_SCREEN, color_scheme="dark")
    page = (await open_tab(phone, f"{url}#service=gespraech-auf-probe")).page
    page_title = "Termin für ein Gespräch buchen"
    await expect(page).to_have_title(f"Wann passt es Ihnen? – {page_title}")
    await page.locator(".time").first.click()
    await expect(page).to_have_title(f"Wer kommt? – {page_title}")
    await page.get_by_label("Name").fill("Erika Muster")
    await page.get_by_role("button", name="Weiter").click()
    await expect(page).to_have_title(f"Stimmt alles? – {page_title}")
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Termin buchen").click()
    await expect(page).to_have_title(f"Ihr Termin ist gebucht – {page_title}")
    await expect(page.locator(".paper-code path")).to_have_count(1)
    await expect(page.locator(".paper-code")).not_to_be_visible()
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(page.locator(".paper-code")).to_be_visible()
    await expect(page.get_by_text("Terminnummer")).to_be_visible()
    await expect(page.get_by_role("button")).to_have_count(0)
    await expect(page.locator("footer, .copy-link")).to_have_count(2)
    for hidden in await page.locator("footer, .copy-link").all():
        await expect(hidden).not_to_be_visible()
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


async def test_letters_twice_as_large_lose_nothing_on_a_phone(
    browser: Browser, demo: Demo
) -> None:
    """No page scrolls sideways; a table does in its own frame."""
    large = await new_context(browser, viewport=PHONE_SCREEN)
    await large.add_init_script(TWICE)
    url = demo.node.settings.public_url
    page = (await open_tab(large, url)).page
    for path in ("/", "/#service=gespraech-auf-probe", "/statistics", "/demo", "/privacy"):
        await page.goto(url + path)
        await fits(page)
    citizen = CitizenTab(await open_tab(large, (await demo.links()).citizen))
    await fits(citizen.page)
    await citizen.check(camera=False)
    await fits(citizen.page)
    await citizen.tab.press("In den Warteraum")
    await citizen.is_waiting()
    await fits(citizen.page)
    await citizen.page.evaluate(LONG_WORDS)
    await fits(citizen.page)


async def fits(page: Page) -> None:
    """Waits for the page's heading; nothing is wider than the screen then."""
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await page.evaluate(_WIDTH) <= PHONE_SCREEN["width"], page.url
