// Timers that run in a worker where they can: those of a silent page in the background are slowed down to one a minute,
// longer than a lease may be.
function sluiceClock() {
  const jobs = new Map();
  let id = 0, worker = null;
  const fire = key => { const job = jobs.get(key); jobs.delete(key); if (job) job(); };
  try {
    const code = 'onmessage=e=>setTimeout(()=>postMessage(e.data.id),e.data.ms)';
    worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    worker.onmessage = e => fire(e.data);
    worker.onerror = () => { worker = null; };
  } catch (e) { worker = null; }
  return {
    after(ms, job) {
      const key = ++id;
      jobs.set(key, job);
      if (worker) worker.postMessage({ id: key, ms });
      // Also here, a little later: whichever comes first counts.
      setTimeout(fire, ms + (worker ? 500 : 0), key);
      return key;
    },
    stop(key) { jobs.delete(key); }
  };
}
