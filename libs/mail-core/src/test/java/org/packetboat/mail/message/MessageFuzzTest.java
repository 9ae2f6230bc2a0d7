package org.packetboat.mail.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.packetboat.mail.dsn.DsnReader;
import org.packetboat.mail.octets.Octets;

/** Any octets are a message. */
class MessageFuzzTest {
    @FuzzTest
    void isScannedTheSameInOneAndInManyPieces(byte[] data) {
        Octets message = Octets.of(data);
        MessageMetadata whole = MessageMetadata.of(message);
        MessageScanner scanner = new MessageScanner();
        for (int i = 0; i < data.length; i++) {
            scanner.accept(data, i, 1);
        }
        require(scanner.finish().equals(whole), "pieces");
        require(ImapData.parse(whole.envelope()).size() == 10, "envelope");
        ImapData.parse(whole.body());
        ImapData.parse(whole.bodyStructure());
        PartIndex index = PartIndex.decode(whole.partIndex().encode());
        require(index.equals(whole.partIndex()), "index");
        require(HeaderSection.leading(message).length() == index.root().bodyStart(), "header");
    }

    @FuzzTest
    void isSearched(byte[] data) {
        Octets message = Octets.of(data);
        PartIndex index = MessageMetadata.of(message).partIndex();
        TextSearch search = new TextSearch(index, TextSearch.Scope.TEXT, List.of("a", "ü", ""));
        search.accept(0, message);
        require(search.found(2), "empty text");
        DsnReader.read(message);
    }

    @FuzzTest
    void anIndexIsReadOrRefused(byte[] data) {
        PartIndex index;
        try {
            index = PartIndex.decode(Octets.of(data));
        } catch (IllegalArgumentException _) {
            return;
        }
        require(PartIndex.decode(index.encode()).equals(index), "index");
        SectionSpec.TEXT.resolve(index);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
