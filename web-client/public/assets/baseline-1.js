// For browsers below the baseline (package.json): one sentence and the office's number above what may not work.
// ES5, and nothing that a browser of 2012 does not have. A new version gets a new name: assets are kept for ever.
(function () {
  'use strict';
  var knows = 'noModule' in document.createElement('script') && [].at && [].findLast && window.HTMLDialogElement && window.ResizeObserver;
  if (knows) return;
  var german = !/^(en|ar)/i.test(navigator.language || '');
  var sentence = german
    ? 'Ihr Browser ist zu alt für diese Seite. Bitte aktualisieren Sie ihn oder nehmen Sie ein anderes Gerät.'
    : 'Your browser is too old for this page. Please update it, or use another device.';
  var call = german ? 'Oder rufen Sie uns an: ' : 'Or call us: ';

  function show() {
    var box = document.createElement('div');
    box.setAttribute('role', 'alert');
    box.style.cssText = 'padding:16px;font:18px/1.5 sans-serif;border-bottom:4px solid #b00020;background:#fff;color:#000';
    box.id = 'old-browser';
    box.lang = german ? 'de' : 'en';
    box.appendChild(document.createTextNode(sentence));
    document.body.insertBefore(box, document.body.firstChild);
    var asked = new XMLHttpRequest();
    asked.onload = function () {
      var phone = asked.status === 200 && JSON.parse(asked.responseText).phone;
      if (phone) box.appendChild(document.createTextNode(' ' + call + phone));
    };
    asked.open('GET', '/api/v1/pages');
    asked.send();
  }

  if (document.body) show();
  else document.addEventListener('DOMContentLoaded', show);
})();
