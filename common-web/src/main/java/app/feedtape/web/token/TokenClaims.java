package app.feedtape.web.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Header and claims of a compact JWS, read strictly: base64url without padding, no member twice,
 * every claim of its exact type. Nothing here trusts the token; it only refuses what no issuer of
 * ours could have written.
 */
record TokenClaims(String keyId, JsonNode payload) {

    private static final int MAXIMUM_LENGTH = 8 * 1024;
    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]{1,4096}\\.[A-Za-z0-9_-]{1,8192}\\.[A-Za-z0-9_-]{86}");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Set<String> HEADER_MEMBERS = Set.of("alg", "typ", "kid");
    private static final JsonMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(8)
                                                    .build())
                                    .build())
                    .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** Thrown for a token that cannot be one of ours; the message is for the log. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    static TokenClaims parse(String token) throws Malformed {
        if (token.length() > MAXIMUM_LENGTH || !COMPACT.matcher(token).matches()) {
            throw new Malformed("not a compact ES256 token");
        }
        int first = token.indexOf('.');
        JsonNode header = json(token.substring(0, first));
        for (String member : header.propertyNames()) {
            if (!HEADER_MEMBERS.contains(member)) {
                throw new Malformed("header member not ours");
            }
        }
        if (!"ES256".equals(text(header, "alg")) || !"at+jwt".equals(text(header, "typ"))) {
            throw new Malformed("algorithm or type not ours");
        }
        String keyId = text(header, "kid");
        if (keyId == null || !KEY_ID.matcher(keyId).matches()) {
            throw new Malformed("no usable key id");
        }
        return new TokenClaims(
                keyId, json(token.substring(first + 1, token.indexOf('.', first + 1))));
    }

    private static JsonNode json(String part) throws Malformed {
        try {
            JsonNode node =
                    STRICT.readTree(
                            new String(
                                    Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
            if (!node.isObject()) {
                throw new Malformed("not an object");
            }
            return node;
        } catch (IllegalArgumentException | JacksonException unreadable) {
            throw new Malformed("not base64url JSON");
        }
    }

    private static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    Optional<String> text(String claim) {
        return Optional.ofNullable(text(payload, claim));
    }

    /** A NumericDate, whole seconds only; anything else is as good as missing. */
    Optional<Instant> instant(String claim) throws Malformed {
        JsonNode value = payload.get(claim);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > 253402300799L) {
            throw new Malformed(claim + " is no NumericDate");
        }
        return Optional.of(Instant.ofEpochSecond(value.longValue()));
    }

    long number(String claim) throws Malformed {
        JsonNode value = payload.get(claim);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new Malformed(claim + " is no number");
        }
        return value.longValue();
    }

    Optional<UUID> id(String claim) throws Malformed {
        JsonNode value = payload.get(claim);
        if (value == null) {
            return Optional.empty();
        }
        try {
            String text = value.isString() ? value.stringValue() : "";
            UUID id = UUID.fromString(text);
            if (!id.toString().equals(text)) {
                throw new Malformed(claim + " is no id");
            }
            return Optional.of(id);
        } catch (IllegalArgumentException notAnId) {
            throw new Malformed(claim + " is no id");
        }
    }

    Set<String> texts(String claim) throws Malformed {
        JsonNode value = payload.get(claim);
        Set<String> texts = new HashSet<>();
        if (value == null) {
            return texts;
        }
        if (!value.isArray()) {
            throw new Malformed(claim + " is no array");
        }
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw new Malformed(claim + " holds something else than text");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    /** RFC 7519, 4.1.3: one text or an array of them. */
    Set<String> audience() throws Malformed {
        Optional<String> single = text("aud");
        return single.isPresent() ? Set.of(single.get()) : texts("aud");
    }
}
