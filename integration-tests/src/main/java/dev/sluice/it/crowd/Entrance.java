package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import java.net.URI;
import java.util.function.Consumer;

/** How each kind of listener knocks. What is handed on is the answer that let it in, gave it a ticket, or refused it. */
final class Entrance {

    private final Contract contract;
    private final Purse purse;
    private final Errands errands;

    Entrance(Contract contract, Purse purse, Errands errands) {
        this.contract = contract;
        this.purse = purse;
        this.errands = errands;
    }

    void knock(Kind kind, String who, Gateway gateway, Consumer<Reply> then) {
        switch (kind) {
            case BROWSER ->
                errands.ask(contract.page(gateway.url()), gateway, who, reply -> follow(reply, gateway, who, then));
            case APP -> errands.ask(contract.join(gateway.url()), gateway, who, then);
            case PLAYER -> play(gateway, who, then);
        }
    }

    /** A browser follows the one redirect that brings the session; it was let in by the first answer. */
    private void follow(Reply reply, Gateway gateway, String who, Consumer<Reply> then) {
        if (!reply.redirects()) {
            then.accept(reply);
            return;
        }
        URI target =
                gateway.url().resolve(reply.headers().firstValue("location").orElseThrow());
        errands.ask(
                purse.request(target).header("Accept", "text/html"),
                gateway,
                who,
                page -> then.accept(new Reply(page.status(), page.headers(), page.text(), reply.span())));
    }

    /** A player asks for the playlist; told that it has to wait, it asks for a ticket. */
    private void play(Gateway gateway, String who, Consumer<Reply> then) {
        errands.ask(contract.media(contract.playlist(gateway.url())), gateway, who, reply -> {
            if (reply.ok()) {
                then.accept(reply);
            } else {
                errands.ask(contract.join(gateway.url()), gateway, who, then);
            }
        });
    }
}
