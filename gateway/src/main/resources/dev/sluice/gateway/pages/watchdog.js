// For browsers that cannot read the other script: it would have stopped this timer. Keep it ECMAScript 3.
var html=document.documentElement,sluiceWatchdog=setTimeout(function(){var u=html.getAttribute('data-again');u?location.replace(u):location.reload()},1e3*html.getAttribute('data-retry'));
