(function () {
  'use strict';
  const $ = id => document.getElementById(id), data = document.body.dataset, lang = document.documentElement.lang;
  const nonce = document.currentScript.nonce;
  const texts = JSON.parse($('texts').textContent), plural = new Intl.PluralRules(lang);
  const t = (key, ...values) => values.reduce((text, v, i) => text.replace('{' + i + '}', v), texts[key]);
  const count = (key, n) => t(texts[key + '.' + plural.select(n)] ? key + '.' + plural.select(n) : key + '.other', n.toLocaleString(lang));
  const audio = $('audio'), api = '/.sluice/' + data.stream + '/session', renew = +data.renew;
  const clock = sluiceClock();
  const over = { lost: 1, ended: 1, released: 1, left: 1, unsupported: 1 };
  let session = data.session, phase = 'connecting', hls = null, script = null, parsed = false, confirmed = false;
  let failures = 0, recovered = 0, retryTimer = null, holdTimer = null, waitTimer = null, keepTimer = null;
  let wanted = true, away = false, alive = Date.now();

  function show(next, detail) {
    phase = next;
    document.body.dataset.phase = next;
    if ($('state').textContent !== t('state.' + next)) $('state').textContent = t('state.' + next);
    $('detail').textContent = detail || '';
    $('detail').hidden = !detail;
    const done = !!over[next];
    $('controls').hidden = done || next === 'blocked';
    $('offer').hidden = !(next === 'blocked' || done && next !== 'ended' && next !== 'unsupported');
    $('listen').textContent = t(next === 'blocked' ? 'listen' : 'again');
    $('toggle').textContent = t(wanted ? 'pause' : 'play');
    const what = next === 'blocked' ? 'title.blocked' : next === 'ended' ? 'title.ended' : done ? 'title.stopped' : '';
    document.title = (what ? t(what) + ' – ' : '') + data.title;
    if (navigator.mediaSession) navigator.mediaSession.playbackState = done ? 'none' : next === 'paused' || next === 'blocked' ? 'paused' : 'playing';
  }

  // Ends everything: no request goes out any more but what the caller sends.
  function finish(next, detail) {
    [retryTimer, holdTimer, waitTimer, keepTimer].forEach(clock.stop);
    wanted = false;
    show(next, detail);
    if (hls) hls.destroy();
    hls = null;
    audio.pause();
    audio.removeAttribute('src');
    audio.load();
  }

  function call(method) {
    const abort = new AbortController(), limit = setTimeout(() => abort.abort(), 10000);
    return fetch(api, {
      method, cache: 'no-store', credentials: 'same-origin', keepalive: true, signal: abort.signal,
      headers: Object.assign({ Accept: 'application/json' }, session ? { 'Sluice-Session': session } : {})
    }).finally(() => clearTimeout(limit));
  }

  // Do we still have our place? 'mine', 'lost', 'ended', or 'unknown' when nobody can tell.
  function ask() {
    return call('POST').then(r => r.text().then(body => {
      let doc = {};
      try { doc = JSON.parse(body) || {}; } catch (e) {}
      if (r.status === 410 || doc.state === 'ended') return 'ended';
      if (r.ok && !/^(waiting|called|refused)$/.test(doc.state)) {
        if (session && doc.session) session = doc.session;
        confirmed = true;
        return 'mine';
      }
      return r.ok || r.status >= 400 && r.status < 500 && ![405, 408, 429].includes(r.status) ? 'lost' : 'unknown';
    })).catch(() => 'unknown');
  }

  function release(why) {
    finish('released', t(why));
    call('DELETE').catch(() => {});
  }

  // Keeps the place while nothing is meant to play, for a bounded while.
  function hold(ms, why) {
    const ends = Date.now() + ms;
    const keep = () => {
      if (over[phase]) return;
      if (Date.now() >= ends) return release(why);
      const mine = hold.turn = {};
      hold.asked = Date.now();
      ask().then(answer => {
        if (hold.turn !== mine || over[phase]) return;
        if (answer === 'ended') finish('ended', t('detail.ended'));
        else if (answer === 'lost') finish('released', t(why));
        else holdTimer = clock.after(Math.max(0, Math.min(renew, ends - Date.now())), keep);
      });
    };
    hold.again = keep;
    keep();
  }

  function unhold() {
    hold.turn = hold.again = null;
    clock.stop(holdTimer);
  }

  // Keeps the place while something ought to play and does not: then nothing else renews the lease.
  function keepUp() {
    keepTimer = clock.after(renew, () => {
      if (over[phase]) return;
      keepUp();
      if (away || !{ connecting: 1, buffering: 1, reconnecting: 1 }[phase]) return;
      if (Date.now() - alive > data.pauseHold) return release('detail.releasedTrouble');
      ask().then(answer => {
        if (over[phase]) return;
        if (answer === 'ended') finish('ended', t('detail.ended'));
        if (answer === 'lost') requeue();
      });
    });
  }

  function address() {
    const url = new URL(data.play, location.href);
    if (session) url.searchParams.set('sluice', session);
    return url.href;
  }

  function home() {
    const url = new URL(location.href);
    url.searchParams.delete('sluice');
    url.hash = '';
    return url.href;
  }

  function go() {
    if (home() === location.href) location.reload();
    else location.replace(home());
  }

  // Back to the queue, by itself, but never in a circle.
  function requeue() {
    let times = [];
    try { times = JSON.parse(sessionStorage.getItem('sluice-lost-' + data.stream)) || []; } catch (e) {}
    times = times.filter(at => Date.now() - at < 120000);
    if (times.length > 2) return finish('lost', t('detail.lostStay'));
    try { sessionStorage.setItem('sluice-lost-' + data.stream, JSON.stringify(times.concat(Date.now()))); } catch (e) {}
    finish('lost', t('detail.lost'));
    $('offer').hidden = true;
    clock.after(500 + Math.random() * 2500, go);
  }

  function isHls() {
    return /\.m3u8?$/i.test(new URL(data.play, location.href).pathname);
  }

  function begin() {
    parsed = false;
    if (isHls() && (window.MediaSource || window.ManagedMediaSource)) return window.Hls ? scripted() : load();
    if (isHls() && !audio.canPlayType('application/vnd.apple.mpegurl')) return finish('unsupported', t('detail.unsupported'));
    native();
  }

  function load() {
    if (script) script.remove();
    script = document.createElement('script');
    script.nonce = nonce;
    script.integrity = data.integrity;
    script.onload = () => { if (!over[phase]) begin(); };
    script.onerror = () => trouble(false);
    script.src = data.player;
    document.head.append(script);
  }

  function native() {
    audio.src = address();
    audio.load();
    play();
  }

  function scripted() {
    if (!Hls.isSupported()) {
      if (audio.canPlayType('application/vnd.apple.mpegurl')) return native();
      return finish('unsupported', t('detail.unsupported'));
    }
    // hls.js never tries again by itself: its retries have no jitter, and would not see why.
    const once = { default: { maxTimeToFirstByteMs: 10000, maxLoadTimeMs: 20000, timeoutRetry: null, errorRetry: null } };
    if (hls) hls.destroy();
    hls = new Hls({
      manifestLoadPolicy: once, playlistLoadPolicy: once, fragLoadPolicy: once, keyLoadPolicy: once,
      liveSyncDurationCount: 3, liveMaxLatencyDurationCount: 8, backBufferLength: 30
    });
    const events = Hls.Events;
    hls.on(events.MANIFEST_PARSED, () => { parsed = true; });
    hls.on(events.FRAG_BUFFERED, (e, d) => {
      failures = recovered = 0;
      alive = Date.now();
      if (phase === 'reconnecting') show(audio.paused || audio.readyState < 3 ? 'buffering' : 'live');
      if (!confirmed && d.frag.url && new URL(d.frag.url).origin !== location.origin) ask();
      confirmed = true;
    });
    hls.on(events.ERROR, (e, d) => {
      if (!d.fatal || over[phase]) return;
      // 0: nothing answered. What is no playlist came from somewhere, too: the queue's page, for one.
      if (d.type !== Hls.ErrorTypes.MEDIA_ERROR) return trouble(!d.response || d.response.code !== 0);
      if (++recovered < 3) {
        hls.recoverMediaError();
        return play();
      }
      parsed = false;
      trouble(false);
    });
    hls.loadSource(address());
    hls.attachMedia(audio);
    play();
  }

  function play() {
    const promise = audio.play();
    if (promise) promise.catch(e => { if (e.name === 'NotAllowedError' && !over[phase]) blocked(); });
  }

  function blocked() {
    wanted = false;
    if (hls) hls.stopLoad();
    const ms = +data.startHold;
    if (!ms) return show('blocked', t('detail.blockedOpen'));
    show('blocked', ms % 60000 ? count('detail.blockedSeconds', Math.ceil(ms / 1000)) : count('detail.blocked', ms / 60000));
    hold(ms, 'detail.releasedStart');
  }

  // Plays on, at the live edge: what was missed is gone, and so are the segments of the playlist that is known.
  function resume() {
    wanted = true;
    unhold();
    alive = Date.now();
    show('connecting');
    begin();
  }

  function pause() {
    wanted = false;
    clock.stop(retryTimer);
    retryTimer = null;
    audio.pause();
    if (hls) hls.stopLoad();
    show('paused', count('detail.paused', Math.round(data.pauseHold / 60000)));
    hold(+data.pauseHold, 'detail.releasedPause');
  }

  // Something failed. First why, if anybody can tell; then again, ever more seldom, never all at the same instant.
  function trouble(answered) {
    if (over[phase] || retryTimer || phase === 'paused' || phase === 'blocked') return;
    if (hls) hls.stopLoad();
    failures++;
    const seconds = Math.min(30, Math.pow(2, failures)) * (0.5 + Math.random() / 2);
    retryTimer = clock.after(1000 * seconds, retry);
    show('reconnecting', navigator.onLine === false ? t('detail.offline') : count('detail.reconnecting', Math.max(1, Math.round(seconds))));
    if (!answered) return;
    ask().then(answer => {
      if (over[phase]) return;
      if (answer === 'ended') finish('ended', t('detail.ended'));
      if (answer === 'lost') requeue();
    });
  }

  function retry() {
    retryTimer = null;
    if (over[phase] || !wanted || away) return;
    show('reconnecting', t('detail.trying'));
    // While there is sound left to play, only the loading starts again. After that all of it: the playlist that is known
    // may name nothing that is still there.
    if (!hls || !parsed || failures > 1 && audio.readyState < 3) return begin();
    hls.startLoad(-1);
    play();
  }

  audio.addEventListener('playing', () => {
    clock.stop(waitTimer);
    if (over[phase]) return;
    unhold();
    alive = Date.now();
    if (!hls) {
      failures = 0;
      if (!confirmed) ask();
      confirmed = true;
    }
    if (!retryTimer) show('live');
  });
  audio.addEventListener('waiting', () => {
    clock.stop(waitTimer);
    // A hiccup is not worth a word. A browser that plays by itself does not always say that it gave up.
    waitTimer = clock.after(700, () => {
      if (phase !== 'live' && phase !== 'connecting') return;
      show('buffering');
      if (!hls) waitTimer = clock.after(15000, () => { if (phase === 'buffering') trouble(true); });
    });
  });
  audio.addEventListener('pause', () => {
    if (wanted && !away && !over[phase] && !audio.ended && (phase === 'live' || phase === 'buffering')) pause();
  });
  audio.addEventListener('ended', () => {
    if (over[phase]) return;
    finish('ended', t('detail.ended'));
    call('DELETE').catch(() => {});
  });
  audio.addEventListener('error', () => { if (!hls && audio.hasAttribute('src')) trouble(true); });

  $('listen').onclick = () => over[phase] ? go() : resume();
  $('toggle').onclick = () => wanted ? pause() : resume();
  $('leave').onclick = () => {
    finish('left', t('detail.left'));
    $('listen').focus();
    call('DELETE').catch(() => {});
  };

  sluiceVolume(audio, $('volume'), $('loudness'));

  if ($('art')) {
    $('art').onerror = () => $('art').remove();
    if ($('art').complete && !$('art').naturalWidth) $('art').remove();
  }
  if (navigator.mediaSession && window.MediaMetadata) {
    const artwork = data.art ? [{ src: new URL(data.art, location.href).href }] : [];
    navigator.mediaSession.metadata = new MediaMetadata({ title: data.title, artist: t('live'), artwork });
    const on = (action, job) => { try { navigator.mediaSession.setActionHandler(action, () => { if (!over[phase]) job(); }); } catch (e) {} };
    on('play', resume);
    on('pause', pause);
    on('stop', pause);
  }

  // A page that closes says so, and its lease shrinks; a page that comes back asks whether its place is still there.
  addEventListener('pagehide', () => {
    if (over[phase]) return;
    away = true;
    const url = new URL(api + '/closing', location.href);
    if (session) url.searchParams.set('sluice', session);
    // With a type that makes it a CORS request: only those name their origin under our referrer policy.
    navigator.sendBeacon(url.href, new Blob(['{}'], { type: 'application/json' }));
    if (hls) hls.stopLoad();
    audio.pause();
  });
  addEventListener('pageshow', e => {
    if (!e.persisted || over[phase]) return;
    away = false;
    ask().then(answer => {
      if (answer === 'ended') finish('ended', t('detail.ended'));
      else if (answer === 'lost') requeue();
      else if (wanted) resume();
    });
  });
  const look = () => {
    if (over[phase] || document.visibilityState !== 'visible') return;
    if (!hold.again || Date.now() - hold.asked < Math.min(renew, 5000)) return;
    clock.stop(holdTimer);
    hold.again();
  };
  document.addEventListener('visibilitychange', look);
  document.addEventListener('resume', look);
  addEventListener('online', () => {
    if (!retryTimer) return;
    clock.stop(retryTimer);
    retryTimer = clock.after(Math.random() * 1000, retry);
  });

  // What only told the gateway that the cookie came back is of no use to whoever is sent this address.
  if (!session && /[?&]sluice=/.test(location.search)) history.replaceState(null, '', home());
  $('controls').hidden = false;
  keepUp();
  show(phase);
  begin();
})();
