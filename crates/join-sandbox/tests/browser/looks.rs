//! What one sees: no errors, contrast in both schemes, narrow screens, paper.

use serde_json::json;

use crate::company::Company;
use crate::tab::Tab;

/// Texts with too little contrast by WCAG 2.2 AA: 4.5, or 3 for large text.
const FAINT: &str = r#"(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const color = rgba(getComputedStyle(element).backgroundColor);
      if (color[3] === 255) return color;
      if (color[3] > 0) throw new Error("a ground that shines through: " + element.outerHTML);
    }
    return rgba(getComputedStyle(document.documentElement).backgroundColor);
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.closest(".hidden, title, desc, noscript, option")) continue;
    const style = getComputedStyle(element);
    const color = rgba(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
    const [a, b] = [light(color), light(ground(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least) faint.push(`${ratio.toFixed(2)}: ${node.data.trim().slice(0, 40)} (${element.className.baseVal ?? element.className})`);
  }
  return faint;
})()"#;

pub(crate) async fn no_page_has_an_error_or_breaks_the_policy(tab: &mut Tab) {
    let company = Company::lively().await;
    for url in company.pages() {
        tab.visit(&url).await;
        // The style is there: an unstyled page has no error either.
        assert_ne!(
            tab.value("getComputedStyle(document.querySelector('.sums, .wide, .filter')).borderRadius").await,
            "",
            "{url}"
        );
        assert_eq!(tab.value("getComputedStyle(document.body).margin").await, "0px", "{url}");
        assert_eq!(tab.value("document.querySelector('.brand img').naturalWidth > 0").await, true, "{url}");
    }
    assert_eq!(tab.problems(company.origin()), Vec::<String>::new());
}

pub(crate) async fn an_error_and_a_broken_policy_would_be_seen(tab: &mut Tab) {
    let company = Company::lively().await;
    for broken in [
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')",
        "document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))",
        "document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/x.png' }))",
        "setTimeout(() => { throw new Error('x') })",
        "console.warn('x')",
    ] {
        tab.visit(&company.url("/")).await;
        let before = tab.problems(company.origin()).len();
        tab.value(&format!("{broken}; new Promise((done) => setTimeout(done, 50))")).await;
        assert!(tab.problems(company.origin()).len() > before, "{broken}");
    }
}

pub(crate) async fn light_and_dark_have_enough_contrast(tab: &mut Tab) {
    let company = Company::lively().await;
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        tab.medium("screen", scheme).await;
        for url in company.pages() {
            tab.visit(&url).await;
            assert_eq!(tab.value(FAINT).await, json!([]), "{scheme} {url}");
        }
        grounds.push(tab.text("getComputedStyle(document.body).backgroundColor").await);
    }
    assert_ne!(grounds[0], grounds[1]);
}

pub(crate) async fn a_narrow_screen_does_not_scroll_sideways(tab: &mut Tab) {
    let company = Company::lively().await;
    for width in [320, 360, 768] {
        tab.size(width, 800).await;
        for url in company.pages() {
            tab.visit(&url).await;
            let wide = "[...document.querySelectorAll('body *')].filter((e) => !e.closest('.wide, pre, .hidden, .skip') \
                        && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 80))";
            assert_eq!(tab.value(wide).await, json!([]), "{width} {url}");
            let scrolled = "scrollTo(999, 0); [scrollX, document.scrollingElement.scrollWidth - innerWidth]";
            assert_eq!(tab.value(scrolled).await, json!([0, 0]), "{width} {url}");
        }
    }
}

pub(crate) async fn paper_has_no_navigation_and_whole_tables(tab: &mut Tab) {
    let company = Company::lively().await;
    tab.medium("print", "dark").await;
    for url in company.pages() {
        tab.visit(&url).await;
        let shown = "[...document.querySelectorAll('nav a, form, button, .skip')].filter((e) => e.checkVisibility()).length";
        assert_eq!(tab.value(shown).await, 0, "{url}");
        let cut = "[...document.querySelectorAll('.wide')].filter((e) => getComputedStyle(e).overflowX !== 'visible').length";
        assert_eq!(tab.value(cut).await, 0, "{url}");
        assert_eq!(
            tab.value("getComputedStyle(document.body).backgroundColor").await,
            "rgb(255, 255, 255)",
            "{url}"
        );
        assert_eq!(tab.value(FAINT).await, json!([]), "{url}");
    }
    assert!(tab.call("Page.printToPDF", json!({})).await["data"].as_str().unwrap().len() > 1_000);
}
