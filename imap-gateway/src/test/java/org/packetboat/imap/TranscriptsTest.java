package org.packetboat.imap;

import io.vertx.core.Vertx;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.testkit.transcript.Transcripts;

class TranscriptsTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TestFactory
    Stream<DynamicNode> transcripts() {
        return Transcripts.in("transcripts", transcript -> new ImapStage(VERTX, transcript));
    }

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }
}
