(function () {
  'use strict';
  clearTimeout(window.sluiceWatchdog);

  const $ = id => document.getElementById(id), data = document.body.dataset, lang = document.documentElement.lang;
  const texts = JSON.parse($('texts').textContent), plural = new Intl.PluralRules(lang);
  const number = n => Number(n).toLocaleString(lang);
  const t = (key, ...values) => values.reduce((text, v, i) => text.replace('{' + i + '}', v), texts[key]);
  const count = (key, n) => t(texts[key + '.' + plural.select(n)] ? key + '.' + plural.select(n) : key + '.other', number(n));
  const api = '/.sluice/' + data.stream + '/';
  const settled = { admitted: 1, ended: 1, lost: 1, left: 1 };
  let standing = data.standing, said = +data.ahead, saidAt = Date.now(), sound = null, rang = 0, ticket = data.ticket, byHeader = !navigator.cookieEnabled && !!ticket;

  function remember(what, value) {
    const key = 'sluice-' + what + '-' + data.stream;
    try {
      if (value !== undefined) sessionStorage.setItem(key, JSON.stringify(value));
      return JSON.parse(sessionStorage.getItem(key));
    } catch (e) { return null; }
  }

  function put(id, text) {
    if ($(id).textContent !== text) $(id).textContent = text;
  }

  function seconds(iso) {
    const m = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(iso);
    return m ? ((+m[1] || 0) * 24 + (+m[2] || 0)) * 3600 + (+m[3] || 0) * 60 + (+m[4] || 0) : NaN;
  }

  // As WaitWords says it.
  function words(band) {
    const minutes = iso => {
      const exact = Math.max(1, Math.ceil(Math.ceil(seconds(iso)) / 60));
      return exact > 90 ? Math.ceil(exact / 60) * 60 : exact > 20 ? Math.ceil(exact / 5) * 5 : exact;
    };
    const hours = m => m >= 120, amount = m => hours(m) ? m / 60 : m;
    const figure = m => count(hours(m) ? 'wait.hours' : 'wait.minutes', amount(m));
    const low = band ? minutes(band.p50) : NaN, high = band ? minutes(band.p90) : NaN;
    if (!(high >= low)) return t('wait.unknown');
    if (high <= 1) return t('wait.short');
    if (high > 1440) return t('wait.day');
    if (low === high) return t('wait.about', figure(high));
    return t('wait.range', hours(low) === hours(high) ? number(amount(low)) : figure(low), figure(high));
  }

  function say(text) {
    put('say', text);
    saidAt = Date.now();
  }

  // Only what changes something for a person: another state, half the people gone, the front.
  function announce(before, ahead, wait) {
    if (standing !== before) {
      said = ahead;
      return say(t('say.state', $('lead').textContent, $('note').textContent));
    }
    if (standing !== 'waiting' || !(ahead < said)) return;
    if (ahead && (ahead > said / 2 || Date.now() - saidAt < 15000)) return;
    said = ahead;
    say(ahead ? t('say.position', number(ahead + 1), wait) : t('next'));
  }

  function progress(ahead) {
    let first = remember('first');
    if (!(first >= ahead)) first = remember('first', Math.max(ahead, 1)) || Math.max(ahead, 1);
    $('track').hidden = ahead >= first;
    $('bar').style.width = 100 * (1 - ahead / first) + '%';
  }

  function show(next) {
    standing = next;
    data.standing = next;
    put('lead', t('lead.' + next));
    put('note', t('note.' + next));
    const over = !!settled[next];
    $('figures').hidden = over || next === 'called';
    $('actions').hidden = over || !$('sure').hidden;
    $('keep').hidden = over;
    if (over) $('sure').hidden = $('trouble').hidden = true;
    if (next === 'lost' || next === 'left') link($('rejoin').innerHTML, data.wanted || location.href);
  }

  function link(text, href) {
    put('link', text);
    $('link').href = href;
    $('go').hidden = false;
  }

  function title(what) {
    document.title = what + ' ' + t('page.dash') + ' ' + data.title;
  }

  function update(doc) {
    const before = standing;
    const held = { hold: 1, reject: 1, maintenance: 1, 'store-lost': 1 }[doc.reason];
    show(doc.state === 'called' ? 'called' : held ? doc.reason : doc.state === 'refused' ? 'reject' : 'waiting');
    const position = doc.position || +data.position, ahead = doc.ahead >= 0 ? doc.ahead : position - 1;
    const wait = words(doc.estimatedWait);
    data.position = position;
    put('position', number(position));
    put('ahead', number(ahead));
    put('wait', wait);
    if (standing === 'waiting' && !ahead) put('lead', t('next'));
    progress(ahead);
    $('trouble').hidden = true;
    put('checked', t('checked', new Date().toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' })));
    if ('message' in doc) {
      put('words', doc.message || '');
      $('message').hidden = !doc.message;
    }
    title(standing === 'waiting' ? t('titlePosition', number(position)) : t(standing === 'called' ? 'titleCalled' : 'title'));
    announce(before, ahead, wait);
  }

  function trouble(seconds) {
    put('trouble', navigator.onLine === false ? t('offline') : count('trouble', seconds));
    if ($('trouble').hidden) say($('trouble').textContent);
    $('trouble').hidden = false;
  }

  function end(how) {
    show(how);
    title(t(how === 'admitted' ? 'titleAdmitted' : how === 'ended' ? 'titleEnded' : 'titleStopped'));
    say(t('say.state', $('lead').textContent, $('note').textContent));
  }

  function enter(doc, withToken) {
    let url = null;
    try { url = new URL(data.wanted || doc.url || location.href, location.href); } catch (e) {}
    if (!url || !/^https?:$/.test(url.protocol)) url = new URL(location.href);
    const times = (remember('in') || []).filter(at => Date.now() - at < 60000);
    if ((withToken || times.length) && doc.session && url.origin === location.origin) url.searchParams.set('sluice', doc.session);
    remember('in', times.concat(Date.now()));
    end('admitted');
    chime();
    link($('enter').innerHTML, url.href);
    // Sent back twice within a minute: a person decides, not a loop.
    if (times.length > 1) return put('note', t('repeat'));
    setTimeout(() => url.href.split('#')[0] === location.href.split('#')[0] ? location.reload() : location.replace(url.href), sound ? 1300 : 300);
  }

  function hear(news) {
    if ('byHeader' in news) byHeader = news.byHeader;
    if (news.doc) ticket = news.doc.ticket || ticket;
    if (news.end === 'admitted') enter(news.doc, news.byHeader);
    else if (news.end) end(news.end);
    else if (news.trouble) trouble(news.trouble);
    else update(news.doc);
  }

  let order;
  const start = { url: new URL(api + 'ticket', location.href).href, ticket, byHeader, first: 1000 * document.documentElement.dataset.retry };

  function inPage() {
    order = poller(hear);
    order({ start });
  }

  try {
    const code = 'const f=(' + poller + ')(m=>postMessage(m));onmessage=e=>f(e.data)';
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    let alive = false;
    worker.onmessage = e => { alive = true; hear(e.data); };
    worker.onerror = () => { if (!alive) { worker.terminate(); inPage(); } };
    order = o => worker.postMessage(o);
    order({ start });
  } catch (e) { inPage(); }
  // A page that holds a lock is not frozen in the background.
  if (navigator.locks) navigator.locks.request('sluice-' + Math.random(), () => new Promise(() => {})).catch(() => {});

  const wake = () => { if (!document.hidden) order({ wake: 1 }); };
  document.addEventListener('visibilitychange', wake);
  document.addEventListener('resume', wake);
  addEventListener('focus', wake);
  addEventListener('online', () => order({ wake: 1 }));
  addEventListener('offline', () => { if (!settled[standing]) trouble(1); });
  addEventListener('pageshow', e => e.persisted && standing === 'admitted' ? location.reload() : wake());

  function chime() {
    if (!sound || Date.now() - rang < 4000) return;
    rang = Date.now();
    sound.resume();
    [523.25, 659.25, 783.99].forEach((pitch, i) => {
      const tone = sound.createOscillator(), gain = sound.createGain(), at = sound.currentTime + 0.05 + i * 0.18;
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(0.25, at + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, at + 0.7);
      tone.connect(gain).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.75);
    });
  }

  $('sound').hidden = !window.AudioContext;
  $('sound').onclick = () => {
    if (sound) {
      sound.close();
      sound = null;
    } else {
      sound = new AudioContext();
      rang = 0;
      chime();
      rang = 0;
      say(t('soundOn'));
    }
    $('sound').setAttribute('aria-pressed', !!sound);
  };

  function sure(open) {
    $('sure').hidden = !open;
    $('actions').hidden = open;
    $(open ? 'leaveNo' : 'leave').focus();
  }

  $('leave').onclick = () => sure(true);
  $('leaveNo').onclick = () => sure(false);
  $('sure').onkeydown = e => { if (e.key === 'Escape') sure(false); };
  $('leaveYes').onclick = () => {
    fetch(api + 'ticket', { method: 'DELETE', credentials: 'same-origin', headers: byHeader ? { 'Sluice-Ticket': ticket } : {} })
      .then(r => r.ok || [401, 404, 410].includes(r.status)).catch(() => false).then(gone => {
        if (settled[standing]) return;
        if (gone) {
          order({ stop: 1 });
          end('left');
          $('link').focus();
        } else {
          sure(false);
          put('trouble', t('leaveFailed'));
          $('trouble').hidden = false;
          say(t('leaveFailed'));
        }
      });
  };

  $('actions').hidden = false;
  if (standing === 'called') $('figures').hidden = true;
  progress(+data.ahead);
})();
