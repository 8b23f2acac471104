package dev.sluice.gateway.reception;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.edge.Client;
import dev.sluice.gateway.edge.Target;
import dev.sluice.gateway.playlist.Links;
import dev.sluice.gateway.reply.Field;
import dev.sluice.gateway.reply.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. Whoever carries it out ends the hold, once. */
public sealed interface Decision {

    /** What is owed for the slot. */
    Hold hold();

    /** The same decision with more header fields for the answer. */
    Decision with(Collection<Field> more);

    /** An answer of the gateway's own. */
    record Answer(Reply reply, Hold hold) implements Decision {

        /** An answer that owes nothing. */
        static Answer of(Reply reply) {
            return new Answer(reply, Hold.NONE);
        }

        @Override
        public Decision with(Collection<Field> more) {
            return new Answer(reply.with(more), hold);
        }
    }

    /**
     * The origin's object.
     *
     * @param media the stream, and where it is on the site that was asked
     * @param client who asked
     * @param url what to ask the origin for: the path within the stream, and the query
     * @param fields header fields that the answer gets, instead of the origin's of the same name
     * @param embedding the token for playlists; null where none is needed
     * @param hold what is owed for the slot
     */
    record Forward(
            Target.Media media,
            Client client,
            String url,
            List<Field> fields,
            @Nullable Embedding embedding,
            Hold hold) implements Decision {

        public Forward {
            fields = List.copyOf(fields);
        }

        /** The stream. */
        public LivePolicy live() {
            return media.live();
        }

        /** How the origin's links are written for this listener. */
        public Links links() {
            String token = embedding == null ? null : embedding.token();
            return new Links(client.site(), live().policy().origin(), media.root(), token);
        }

        @Override
        public Decision with(Collection<Field> more) {
            List<Field> all = new ArrayList<>(fields);
            all.addAll(more);
            return new Forward(media, client, url, all, embedding, hold);
        }
    }
}
