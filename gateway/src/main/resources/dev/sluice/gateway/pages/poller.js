// Asks for the ticket again and again. Uses nothing from outside, for it runs in a worker where it can: the timers of
// a page in the background are slowed down, those of its worker are not.
function poller(tell) {
  let conf, timer, span = 0, due = 0, asked = 0, answered = 0, failures = 0, round = 0, busy = false, stopped = false;

  function plan(ms) {
    span = ms;
    due = Date.now() + ms;
    tick();
  }

  // In steps, so that a machine that slept, or a clock that was set, is noticed.
  function tick() {
    clearTimeout(timer);
    if (stopped) return;
    const left = Math.min(due - Date.now(), span);
    if (left <= 0) return ask();
    due = Date.now() + left;
    timer = setTimeout(tick, Math.min(left, 5000));
  }

  function ask() {
    const mine = ++round, abort = new AbortController(), limit = setTimeout(() => abort.abort(), 15000);
    asked = Date.now();
    busy = true;
    fetch(conf.url, {
      headers: Object.assign({ Accept: 'application/json' }, conf.byHeader ? { 'Sluice-Ticket': conf.ticket } : {}),
      cache: 'no-store', credentials: 'same-origin', signal: abort.signal
    }).then(r => r.text().then(body => {
      let doc = null;
      // What is no JSON is not ours: a proxy's page, a login page.
      try { doc = JSON.parse(body); } catch (e) {}
      return { status: r.status, retry: +r.headers.get('Retry-After') || 0, doc: doc || {} };
    })).catch(() => ({ status: 0, retry: 0, doc: {} })).then(answer => {
      clearTimeout(limit);
      if (mine !== round || stopped) return;
      busy = false;
      take(answer);
    });
  }

  function take(a) {
    const doc = a.doc, state = doc.state;
    if (a.status === 410 || state === 'ended') return stop({ end: 'ended', doc });
    if (state === 'admitted') return stop({ end: 'admitted', doc, byHeader: conf.byHeader });
    if (a.status === 401 || state === 'unknown' || (a.status === 404 && failures > 2)) {
      if (conf.byHeader || !conf.ticket) return stop({ end: 'lost', doc });
      conf.byHeader = true;
      return plan(Math.random() * 500);
    }
    const lost = /(store-lost|recovering)$/.test(doc.reason || doc.type || '');
    if (lost || state === 'waiting' || state === 'called' || state === 'refused') {
      failures = 0;
      answered = Date.now();
      conf.ticket = doc.ticket || conf.ticket;
      tell({ doc: Object.assign(doc, lost ? { reason: 'store-lost' } : {}) });
      return plan(pause(doc, a.retry));
    }
    failures++;
    const backoff = Math.min(45, Math.pow(2, failures)) * (0.5 + Math.random() / 2);
    const seconds = Math.max(1, backoff, a.retry * (1 + Math.random() / 4));
    tell({ trouble: Math.round(seconds), byHeader: conf.byHeader });
    plan(1000 * seconds);
  }

  // The server's instant where both clocks agree about it, else its seconds.
  function pause(doc, header) {
    const ms = 1000 * (doc.retryAfter || header || 5), at = Date.parse(doc.nextPollAt) - Date.now();
    return Math.max(500, at > ms - 1500 && at < ms + 500 ? at : ms);
  }

  function stop(last) {
    stopped = true;
    clearTimeout(timer);
    tell(last);
  }

  return function (order) {
    if (order.start) {
      conf = order.start;
      asked = answered = Date.now();
      plan(conf.first);
    } else if (order.stop) {
      stopped = true;
      clearTimeout(timer);
    } else if (!stopped && Date.now() - asked > 1000) {
      // Somebody looks again, or the network is back.
      const stale = Date.now() - answered > 5000 || failures || Date.now() >= due;
      if (stale && (!busy || Date.now() - asked > 5000)) plan(Math.random() * 250);
    }
  };
}
