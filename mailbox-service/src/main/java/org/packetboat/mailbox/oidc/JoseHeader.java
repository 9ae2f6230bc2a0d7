package org.packetboat.mailbox.oidc;

import java.util.List;
import java.util.Map;
import org.jose4j.base64url.Base64Url;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** A token's header (RFC 7515 §4), which anybody can write: looked at before the library sees it, which takes some members for text unseen. */
final class JoseHeader {
    private static final List<String> TEXT = List.of("kid", "typ", "jku", "x5u", "x5t", "x5t#S256");

    /**
     * {@code crit} and {@code b64} name extensions, and we have none (RFC 7515 §4.1.11); {@code cty} tells of a token inside the token (RFC 7519 §5.2),
     * whose header would be another one to look at.
     */
    private static final List<String> NEVER = List.of("crit", "b64", "cty");

    private JoseHeader() {}

    /** @throws JoseException when it is no JSON object */
    static boolean isReadable(String token) throws JoseException {
        int end = token.indexOf('.');
        if (end < 0) {
            return false;
        }
        Map<String, Object> header = JsonUtil.parseJson(Base64Url.decodeToUtf8String(token.substring(0, end)));
        return header.get("alg") instanceof String
                && TEXT.stream().noneMatch(name -> header.containsKey(name) && !(header.get(name) instanceof String))
                && NEVER.stream().noneMatch(header::containsKey);
    }
}
