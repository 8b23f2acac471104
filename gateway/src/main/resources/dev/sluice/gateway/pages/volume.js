// The slider, and what it was set to last time.
function sluiceVolume(audio, slider, row) {
  function recall() {
    try { return JSON.parse(localStorage.getItem('sluice-volume')); } catch (e) { return null; }
  }
  const volume = recall();
  audio.volume = 0.5;
  // Phones leave loudness to their own buttons.
  row.hidden = audio.volume !== 0.5;
  audio.volume = volume >= 0 && volume <= 100 && volume !== null ? volume / 100 : 1;
  slider.value = Math.round(audio.volume * 100);
  slider.oninput = () => {
    audio.volume = slider.value / 100;
    try { localStorage.setItem('sluice-volume', slider.value); } catch (e) {}
  };
}
