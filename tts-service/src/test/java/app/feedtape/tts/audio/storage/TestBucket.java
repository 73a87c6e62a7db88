package app.feedtape.tts.audio.storage;

import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An object storage that speaks what of S3 we use: objects by path, one range, XML errors. It can
 * be slow, throttle, break its answers off, and be away. Signatures are looked for, not checked.
 */
public final class TestBucket implements AutoCloseable {

    public static final String NAME = "sounds";

    /** What can go wrong with an answer. */
    public enum Fault {
        SLOW_DOWN,
        BROKEN_BODY,
        STALLED,
        REFUSED,
        AWAY
    }

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger faulty = new AtomicInteger();
    private final HttpServer server;
    private volatile Fault fault = Fault.SLOW_DOWN;
    private volatile String onlyMethod = "";

    public TestBucket() {
        server = LoopbackServer.start();
        server.createContext("/", this::answer);
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** So many of the next calls go wrong. */
    public void fault(Fault kind, int times) {
        fault(kind, times, "");
    }

    /** So many of the next calls of one method go wrong. */
    public void fault(Fault kind, int times, String method) {
        fault = kind;
        onlyMethod = method;
        faulty.set(times);
    }

    public void calm() {
        faulty.set(0);
    }

    /** What was asked since the last time, as method and, for a range, its first byte. */
    public List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    public Map<String, byte[]> objects() {
        return objects;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
        calls.add(method + (range.equals("null") ? "" : " " + range));
        byte[] sent = exchange.getRequestBody().readAllBytes();
        boolean goesWrong =
                (onlyMethod.isEmpty() || onlyMethod.equals(method))
                        && faulty.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        try (exchange) {
            if (goesWrong && goWrong(exchange)) {
                return;
            }
            String signature =
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String path = exchange.getRequestURI().getPath();
            if (!signature.startsWith("AWS4-HMAC-SHA256 Credential=")) {
                error(exchange, 403, "AccessDenied");
            } else if (!path.startsWith("/" + NAME + "/")) {
                error(exchange, 404, "NoSuchBucket");
            } else {
                serve(exchange, method, path, sent, goesWrong);
            }
        }
    }

    /** False for an answer that begins well. */
    private boolean goWrong(HttpExchange exchange) throws IOException {
        switch (fault) {
            case SLOW_DOWN -> error(exchange, 503, "SlowDown");
            case REFUSED -> error(exchange, 403, "AccessDenied");
            case STALLED -> stall();
            case AWAY -> exchange.close();
            case BROKEN_BODY -> {
                return !exchange.getRequestMethod().equals("GET");
            }
        }
        return true;
    }

    /** Longer than anybody waits; ends with the server. */
    private static void stall() {
        try {
            Thread.sleep(20_000);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(
            HttpExchange exchange, String method, String path, byte[] sent, boolean broken)
            throws IOException {
        byte[] object = objects.get(path);
        switch (method) {
            case "PUT" -> put(exchange, path, sent);
            case "DELETE" -> {
                objects.remove(path);
                exchange.sendResponseHeaders(204, -1);
            }
            case "HEAD" -> exchange.sendResponseHeaders(object == null ? 404 : 200, -1);
            case "GET" -> {
                if (object == null) {
                    error(exchange, 404, "NoSuchKey");
                } else {
                    get(exchange, object, broken);
                }
            }
            default -> error(exchange, 405, "MethodNotAllowed");
        }
    }

    private void put(HttpExchange exchange, String path, byte[] sent) throws IOException {
        String md5 = exchange.getRequestHeaders().getFirst("Content-MD5");
        if (md5 == null || !md5.equals(md5(sent))) {
            error(exchange, 400, "BadDigest");
            return;
        }
        objects.put(path, sent);
        exchange.getResponseHeaders().set("ETag", "\"" + sent.length + "\"");
        exchange.sendResponseHeaders(200, -1);
    }

    private static void get(HttpExchange exchange, byte[] object, boolean broken)
            throws IOException {
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        int from = 0;
        int until = object.length;
        int status = 200;
        if (range.matches()) {
            from = Integer.parseInt(range.group(1));
            if (from >= object.length) {
                error(exchange, 416, "InvalidRange");
                return;
            }
            until = Math.min(object.length, Integer.parseInt(range.group(2)) + 1);
            status = 206;
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, until - 1, object.length));
        }
        exchange.sendResponseHeaders(status, until - from);
        OutputStream out = exchange.getResponseBody();
        out.write(object, from, broken ? (until - from) / 2 : until - from);
        out.flush();
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        xml.writeBytes(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                        .formatted(code, code)
                        .getBytes(StandardCharsets.UTF_8));
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, xml.size());
        exchange.getResponseBody().write(xml.toByteArray());
    }

    private static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
