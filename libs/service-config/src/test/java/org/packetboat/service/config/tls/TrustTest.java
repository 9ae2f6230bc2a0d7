package org.packetboat.service.config.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.tls.TestCa;

final class TrustTest {
    private static final TestCa CA = new TestCa("trust");
    private static final TestCa STRANGER = new TestCa("stranger");
    private static final TestCa.Issued ALICE = CA.client("alice@mail.test");
    private static final TestCa.Issued BOB = CA.client("bob@mail.test");

    @Test
    void withoutAListNobodyIsRevoked() throws GeneralSecurityException {
        check(new Trust(CA.authorities(), Set.of()), ALICE);
    }

    @Test
    void whatIsOnTheListIsRefused() throws GeneralSecurityException {
        Trust trust = new Trust(CA.authorities(), Set.of(list(CA.revoke(ALICE))));
        assertThatThrownBy(() -> check(trust, ALICE)).isInstanceOf(CertificateException.class);
        assertThatCode(() -> check(trust, BOB)).doesNotThrowAnyException();
    }

    /** Otherwise a list that was forgotten would let everybody in. */
    @Test
    void theListOfAnotherAuthorityIsNone() throws GeneralSecurityException {
        Trust trust = new Trust(CA.authorities(), Set.of(list(STRANGER.revoke())));
        assertThatThrownBy(() -> check(trust, BOB)).isInstanceOf(CertificateException.class);
    }

    private static void check(Trust trust, TestCa.Issued identity) throws GeneralSecurityException {
        ((X509TrustManager) trust.managers().getTrustManagers()[0])
                .checkClientTrusted(identity.chain().toArray(X509Certificate[]::new), "EC");
    }

    private static CRL list(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
