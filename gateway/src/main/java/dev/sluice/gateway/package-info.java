/**
 * The data plane: HTTP from listeners in, HTTP to the origin out.
 *
 * <p>Owns filters, tokens, pages and the data plane's meters. It asks the ports of {@code redis} and translates their
 * decisions; Lua, keys and Lettuce stay behind them. It never imports the control plane: the two meet in {@code config}
 * and in Redis.
 */
@NullMarked
package dev.sluice.gateway;

import org.jspecify.annotations.NullMarked;
