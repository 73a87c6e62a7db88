package app.feedtape.world.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One request with its answer: what the stand-ins need of the servlet API and no more. */
public final class Exchange {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Map<String, String> variables;

    public Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            Map<String, String> variables) {
        this.request = request;
        this.response = response;
        this.variables = variables;
    }

    /** The value of a {@code {name}} of the route's pattern. */
    public String path(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no {" + name + "}");
        }
        return value;
    }

    /** A query or form parameter; empty when absent or blank. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(value -> !value.isBlank());
    }

    /** All query and form parameters in order, each with its first value. */
    public Map<String, String> parameters() {
        Map<String, String> first = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> first.put(name, values[0]));
        return first;
    }

    public Optional<String> requestHeader(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** A date header in epoch milliseconds, or -1 when it is absent or no date. */
    public long requestDate(String name) {
        try {
            return request.getDateHeader(name);
        } catch (IllegalArgumentException unreadable) {
            return -1;
        }
    }

    public String method() {
        return request.getMethod();
    }

    /** The decoded path of the request. */
    public String requestPath() {
        return request.getRequestURI();
    }

    /**
     * The host the request names, without its port: how a proxied request is told from one to the
     * world itself.
     */
    public String host() {
        return request.getServerName();
    }

    /** The body as it came. */
    public String bodyText() throws IOException {
        return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The body as JSON; an empty body is an empty object. */
    public JsonNode body() throws IOException {
        byte[] bytes = request.getInputStream().readAllBytes();
        return bytes.length == 0 ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(bytes);
    }

    public void header(String name, String value) {
        response.setHeader(name, value);
    }

    public void date(String name, long epochMillis) {
        response.setDateHeader(name, epochMillis);
    }

    public void json(int status, Object body) throws IOException {
        bytes(status, "application/json; charset=utf-8", Json.MAPPER.writeValueAsBytes(body));
    }

    public void message(int status, String message) throws IOException {
        json(status, Map.of("message", message));
    }

    public void page(int status, Html page) throws IOException {
        header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'");
        header("Cache-Control", "no-store");
        bytes(status, "text/html; charset=utf-8", page.markup().getBytes(StandardCharsets.UTF_8));
    }

    public void text(int status, String contentType, String text) throws IOException {
        bytes(status, contentType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public void bytes(int status, String contentType, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    public void empty(int status) {
        response.setStatus(status);
    }

    /**
     * Sends the browser on; the location is written by the caller and must be absolute or begin
     * with a slash.
     */
    public void redirect(int status, String location) {
        response.setStatus(status);
        response.setHeader("Location", location);
        response.setHeader("Cache-Control", "no-store");
    }

    /** Whether the client asks for JSON rather than a page or a form. */
    public boolean wantsJson() {
        @Nullable String accept = request.getHeader("Accept");
        return accept != null && accept.contains("application/json");
    }

    String describe() {
        return request.getMethod() + " " + request.getRequestURI();
    }
}
