package dev.sluice.redis.policy;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.PolicySnapshot.Changes;
import dev.sluice.redis.policy.PolicySnapshot.Overlays;
import dev.sluice.redis.store.RedisStore;
import dev.sluice.redis.store.Script;
import dev.sluice.redis.store.StoreLostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The scripts on documents: what changed, one write, and writing back what the store lost. */
final class RedisDocuments {

    /** What the store has. */
    record Stored(Revision revision, Changes changes) {}

    /**
     * A document as it shall be.
     *
     * @param read the revision it has
     * @param highest the highest revision known
     * @param spans how long after Redis' start, which may have been with old data, and after a loss nothing is written
     */
    record Draft(String name, Revision read, String json, Revision highest, Grace.Spans spans) {}

    /** What became of a write: the document's revision now, empty for a conflict. */
    record Put(Optional<Revision> revision, long atMicros) {}

    private static final Script CHANGES = Script.of(RedisDocuments.class, "changes");
    private static final Script WRITE = Script.of(RedisDocuments.class, "write", "run");
    private static final Script RESTORE = Script.of(RedisDocuments.class, "restore");
    private static final int PAGE = 200;

    private final RedisStore store;

    /** Seconds by the store's clock: what a new epoch is called. */
    long epochNow() {
        return store.nowMicros() / 1_000_000;
    }

    RedisDocuments(RedisStore store) {
        this.store = store;
        store.expect(List.of(CHANGES, WRITE, RESTORE));
    }

    /** Calls {@code listener} with each revision that is announced. */
    void onAnnounced(Consumer<Revision> listener) {
        store.subscribe(PolicyKeys.CHANNEL, message -> listener.accept(Revision.parse(message)));
    }

    /** Everything that changed since a revision; of another epoch, everything. Fails when the store is lost. */
    CompletionStage<Stored> since(Revision known) {
        return page(known, new HashMap<>(), Optional.empty());
    }

    /**
     * Writes a document, or the overlays, if it is as it was read. Fails when the store is lost, or
     * {@linkplain TooSoonException too soon}; {@code late} hears of it if it was written nevertheless.
     */
    CompletionStage<Put> put(Draft draft, Consumer<Put> late) {
        Revision read = draft.read();
        List<byte[]> args =
                new ArrayList<>(List.of(bytes(store.notAfterMicros()), bytes(draft.name()), bytes(draft.json())));
        args.addAll(List.of(
                bytes(read.epoch()), bytes(read.number()), bytes(draft.highest().epoch())));
        args.addAll(List.of(
                bytes(PolicyKeys.CHANNEL),
                bytes(micros(draft.spans().patience())),
                bytes(micros(draft.spans().loss()))));
        return store.call(WRITE, PolicyKeys.OF_DOCUMENTS, args, fields -> written(fields, late))
                .thenCompose(fields -> {
                    Reply reply = new Reply(fields);
                    return switch (reply.text(0)) {
                        case "LATE" ->
                            CompletableFuture.failedFuture(StoreLostException.notDone("the write came too late"));
                        case "SOON" ->
                            CompletableFuture.failedFuture(
                                    new TooSoonException(Duration.ofNanos(reply.number(2) * 1000)));
                        default -> CompletableFuture.completedFuture(put(reply));
                    };
                });
    }

    private void written(List<Object> fields, Consumer<Put> late) {
        Put put = put(new Reply(fields));
        if (put.revision().isPresent()) {
            late.accept(put);
        }
    }

    private static Put put(Reply reply) {
        Optional<Revision> now =
                reply.isOk() ? Optional.of(new Revision(reply.number(2), reply.number(3))) : Optional.empty();
        return new Put(now, reply.number(1));
    }

    /**
     * Writes all that {@code snapshot} has into a store that has nothing, or less, some documents a call; the last call
     * makes them count. Tells whether it did: false when the store turned out to have as much.
     */
    CompletionStage<Boolean> restore(PolicySnapshot snapshot) {
        return writeAll(snapshot, "1");
    }

    /** Writes everything into a store that never had anything: no loss, after which others would have to be waited for. */
    CompletionStage<Boolean> fill(PolicySnapshot snapshot) {
        return writeAll(snapshot, "2");
    }

    private CompletionStage<Boolean> writeAll(PolicySnapshot snapshot, String end) {
        List<List<byte[]>> all = new ArrayList<>();
        snapshot.documents()
                .values()
                .forEach(document ->
                        all.add(row(document.id().value(), document.revision(), DocumentText.write(document))));
        all.add(row(
                DocumentText.OVERLAYS, snapshot.overlaysRevision(), DocumentText.writeOverlays(snapshot.overlays())));
        CompletionStage<Boolean> done = CompletableFuture.completedFuture(true);
        for (int from = 0; from < all.size(); from += PAGE) {
            List<List<byte[]>> page = all.subList(from, Math.min(all.size(), from + PAGE));
            String last = from + PAGE >= all.size() ? end : "0";
            done = done.thenCompose(going ->
                    going ? writePage(snapshot.revision(), last, page) : CompletableFuture.completedFuture(false));
        }
        return done;
    }

    private CompletionStage<Boolean> writePage(Revision revision, String last, List<List<byte[]>> rows) {
        List<byte[]> args = new ArrayList<>(List.of(bytes(store.notAfterMicros())));
        args.addAll(List.of(bytes(revision.epoch()), bytes(revision.number()), bytes(last)));
        args.add(bytes(PolicyKeys.CHANNEL));
        rows.forEach(args::addAll);
        return store.call(RESTORE, PolicyKeys.OF_DOCUMENTS, args).thenApply(fields -> new Reply(fields).isOk());
    }

    private CompletionStage<Stored> page(
            Revision known, Map<StreamId, StreamDocument> documents, Optional<Overlays> overlays) {
        List<byte[]> args = List.of(bytes(known.epoch()), bytes(known.number()), bytes(PAGE));
        return store.call(CHANGES, PolicyKeys.OF_DOCUMENTS, args).thenCompose(fields -> {
            Reply reply = new Reply(fields);
            Revision stored = new Revision(reply.number(2), reply.number(3));
            Optional<Overlays> latest = overlays;
            for (Reply row : reply.table(6)) {
                Revision revision = new Revision(row.number(1), row.number(2));
                if (row.text(0).equals(DocumentText.OVERLAYS)) {
                    latest = Optional.of(new Overlays(revision, DocumentText.readOverlays(row.text(3))));
                } else {
                    StreamId id = new StreamId(row.text(0));
                    documents.put(id, DocumentText.read(id, revision, row.text(3)));
                }
            }
            return reply.number(4) == 1
                    ? page(new Revision(stored.epoch(), reply.number(5)), documents, latest)
                    : CompletableFuture.completedFuture(new Stored(stored, new Changes(Map.copyOf(documents), latest)));
        });
    }

    private static List<byte[]> row(String name, Revision revision, String json) {
        return List.of(bytes(name), bytes(revision.epoch()), bytes(revision.number()), bytes(json));
    }

    private static long micros(Duration span) {
        return span.toNanos() / 1_000;
    }

    private static byte[] bytes(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }
}
