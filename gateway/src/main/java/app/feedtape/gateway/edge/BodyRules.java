package app.feedtape.gateway.edge;

import app.feedtape.gateway.route.Body;
import app.feedtape.gateway.route.Body.Kind;
import app.feedtape.web.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What a request may carry, decided from its headers before a byte of it is read. */
final class BodyRules {

    private BodyRules() {}

    /**
     * @return whether there is a body to count while it comes
     */
    static boolean check(HttpHeaders headers, Body body) {
        boolean chunked = headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
        long announced = headers.getContentLength();
        if (!chunked && announced <= 0) {
            return false;
        }
        if (announced > body.maximumBytes() || body.kind() == Kind.NOTHING) {
            throw tooLarge();
        }
        String coding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw ErrorCode.UNSUPPORTED_MEDIA_TYPE.because("Send the body without compression.");
        }
        switch (body.kind()) {
            case JSON ->
                    require(headers, MediaType.APPLICATION_JSON, "Send application/json in UTF-8.");
            case FORM -> require(headers, MediaType.APPLICATION_FORM_URLENCODED, "Send a form.");
            case NOTHING, RAW -> {}
        }
        return true;
    }

    private static void require(HttpHeaders headers, MediaType wanted, String message) {
        MediaType type = typeOf(headers);
        boolean right =
                type != null
                        && type.getType().equals(wanted.getType())
                        && type.getSubtype().equals(wanted.getSubtype())
                        && (type.getCharset() == null
                                || StandardCharsets.UTF_8.equals(type.getCharset()));
        if (!right) {
            throw ErrorCode.UNSUPPORTED_MEDIA_TYPE.because(message);
        }
    }

    private static @Nullable MediaType typeOf(HttpHeaders headers) {
        try {
            return headers.get(HttpHeaders.CONTENT_TYPE) instanceof java.util.List<String> types
                            && types.size() == 1
                    ? headers.getContentType()
                    : null;
        } catch (InvalidMediaTypeException | java.nio.charset.UnsupportedCharsetException unknown) {
            return null;
        }
    }

    static RuntimeException tooLarge() {
        return ErrorCode.PAYLOAD_TOO_LARGE
                .because("The request is too large.")
                .withHeader(HttpHeaders.CONNECTION, "close");
    }
}
