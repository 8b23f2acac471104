// For browsers that cannot read the other script: it would have stopped this timer. Keep it ECMAScript 3.
var sluiceWatchdog=setTimeout(function(){location.reload()},1e3*document.documentElement.getAttribute('data-retry'));
