(function () {
  'use strict';
  const $ = id => document.getElementById(id), data = document.body.dataset, lang = document.documentElement.lang;
  const texts = JSON.parse($('texts').textContent), plural = new Intl.PluralRules(lang);
  let left = 0, failures = 0, timer;

  // Up to a quarter later than told, so that a crowd that was turned away together does not come back together.
  function plan(seconds) {
    left = Math.ceil(seconds * (1 + Math.random() / 4));
    tick();
  }

  function tick() {
    clearTimeout(timer);
    if (left <= 0) return check();
    const key = 'in.' + plural.select(left);
    $('next').textContent = (failures ? texts['failed'] : texts[key] || texts['in.other']).replace('{0}', left);
    $('go').hidden = false;
    const from = Date.now();
    timer = setTimeout(() => {
      left -= Math.max(1, Math.round((Date.now() - from) / 1000));
      tick();
    }, 1000);
  }

  // Reloads only what can be reached: a browser's own error page would never try again.
  function check() {
    $('next').textContent = texts['soon'];
    $('go').hidden = true;
    const abort = new AbortController(), limit = setTimeout(() => abort.abort(), 10000);
    fetch(data.probe, { cache: 'no-store', signal: abort.signal }).then(() => location.reload(), () => {
      failures++;
      plan(Math.min(60, 2 ** failures) * (0.5 + Math.random() / 2));
    }).finally(() => clearTimeout(limit));
  }

  $('now').onclick = () => { left = 0; tick(); };
  addEventListener('online', () => { left = Math.min(left, Math.ceil(Math.random() * 3)); });
  // A page from the back-forward cache: what it says is old.
  addEventListener('pageshow', e => { if (e.persisted) location.reload(); });
  plan(+data.retry);
})();
