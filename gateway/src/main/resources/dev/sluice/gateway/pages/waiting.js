(function(){'use strict'})();
