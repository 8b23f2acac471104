package dev.sluice.standalone.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The two ports that people type.
 *
 * @param bind the address that both are opened on
 * @param gateway 0 to 65535; 0 is any free one
 * @param admin likewise
 */
record Ports(InetAddress bind, int gateway, int admin) {

    Ports {
        check("--port", gateway);
        check("--admin-port", admin);
        if (gateway == admin && gateway != 0) {
            throw new UpFailedException("--port and --admin-port are both " + gateway + ": they have to differ");
        }
    }

    private static void check(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new UpFailedException(option + ": " + port + " (expected: 0 to 65535; 0 takes any free port)");
        }
    }

    /**
     * Opens both for a moment, so that a port that is taken is noticed before anything has started.
     *
     * @throws UpFailedException that says which one, and how to choose another
     */
    void checkThatTheyAreFree() {
        checkFree("the gateway", "--port", gateway);
        checkFree("the admin API", "--admin-port", admin);
    }

    private void checkFree(String whose, String option, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(bind, port));
        } catch (IOException e) {
            throw new UpFailedException(
                    "port " + port + " of " + bind.getHostAddress() + ", for " + whose + ", cannot be opened: "
                            + e.getMessage() + ".\nIf another program has it, stop that, or choose another port: "
                            + "./sluice up " + option + " " + (port >= 60_000 ? port - 1_000 : port + 1_000),
                    e);
        }
    }
}
