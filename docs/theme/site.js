// The search in Persian: a word typed with the Arabic ي and ك of another keyboard finds the same as with the Persian
// letters, and the builder's few English words are said in Persian.
if (document.documentElement.lang === "fa") {
  const digits = (text) => text.replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
  const said = [
    [/^Search$/, () => "جستجو"],
    [/^(\d+) results?$/, (all, n) => `${digits(n)} نتیجه`],
    [/^No results.*$/, () => "چیزی یافت نشد"],
  ];
  const inPersian = (text) => said.reduce((words, [english, persian]) => words.replace(english, persian), text);

  document.addEventListener("input", (event) => {
    const field = event.composedPath()[0];
    if (!(field instanceof HTMLInputElement)) return;
    const folded = field.value.replace(/[\u064a\u0649]/g, "\u06cc").replace(/\u0643/g, "\u06a9");
    if (folded === field.value) return;
    field.value = folded;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  }, true);

  const speak = (room) => {
    const field = room.querySelector("input[role=combobox]");
    if (field && field.placeholder !== inPersian(field.placeholder)) field.placeholder = inPersian(field.placeholder);
    const words = document.createTreeWalker(room, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const node = words.currentNode;
      if (node.parentElement && node.parentElement.closest("[role=status]") && node.data !== inPersian(node.data)) node.data = inPersian(node.data);
    }
  };
  const watched = new WeakSet();
  new MutationObserver(() => {
    for (const host of document.querySelectorAll("body > div, .md-search, .md-search *")) {
      if (!host.shadowRoot || watched.has(host)) continue;
      watched.add(host);
      new MutationObserver(() => speak(host.shadowRoot)).observe(host.shadowRoot, { childList: true, subtree: true, characterData: true });
      speak(host.shadowRoot);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
}
