/**
 * Does to a page what a browser's translator does, again and again: every text node goes, and in its
 * place stands `<font><font>translated</font></font>`. Started in a page with `startTranslator(document.body)`; stopped by what it returns.
 */
function startTranslator(root, said = (text) => text.replace(/\S+/g, (word) => `«${word}»`)) {
  const mayChange = (node) => {
    const at = node.parentElement;
    return at && !at.closest('[translate=no], script, style, textarea, noscript') && at.localName !== 'font';
  };
  const font = (...inside) => {
    const made = document.createElement('font');
    made.style.verticalAlign = 'inherit';
    made.append(...inside);
    return made;
  };
  const translate = (part) => {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() && mayChange(walker.currentNode)) found.push(walker.currentNode);
    for (const node of found) {
      const text = node.data;
      node.replaceWith(font(font(said(text))));
    }
  };
  const watch = new MutationObserver((changes) => {
    for (const part of new Set(changes.map(({ target }) => (target.nodeType === Node.TEXT_NODE ? target.parentNode : target)))) if (part) translate(part);
    watch.takeRecords();
  });
  translate(root);
  watch.observe(root, { childList: true, subtree: true, characterData: true });
  return () => watch.disconnect();
}
globalThis.startTranslator = startTranslator;
