/**
 * The state that all gateways share: public ports, and behind them their package-private Lettuce adapters and
 * every Lua script of the project.
 *
 * <p>May use {@code config}; must not know HTTP. Whoever calls a port gets a deadline, a meter and a stated failure
 * mode with it, and sees neither a key nor a script.
 */
@NullMarked
package dev.sluice.redis;

import org.jspecify.annotations.NullMarked;
