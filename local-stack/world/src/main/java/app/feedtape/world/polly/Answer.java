package app.feedtape.world.polly;

import app.feedtape.world.polly.Faults.Fault;
import app.feedtape.world.polly.LocalVoice.Hearer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The streamed answer to one call: flushed as the voice speaks, spoiled as a fault says. */
final class Answer implements Hearer {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PIECE = 16_384;
    private static final long LONGER_THAN_ANY = 1 << 22;

    private final SpeechRequest request;
    private final HttpServletResponse response;
    private final @Nullable Fault fault;
    private final ServletOutputStream out;
    private long written;
    private boolean over;

    /** The voice need not go on; the answer is as long as it should be. */
    static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    Answer(SpeechRequest request, HttpServletResponse response, @Nullable Fault fault)
            throws IOException {
        this.request = request;
        this.response = response;
        this.fault = fault;
        this.out = response.getOutputStream();
    }

    /** Everything up to the first byte of sound, and the faults that strike before it. */
    void begin() throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(request.format().contentType());
        response.setHeader(
                "x-amzn-RequestCharacters", Integer.toString(request.script().characters()));
        if (fault != null) {
            spoilTheHead(fault);
        }
        response.flushBuffer();
        if (fault != null && spoilsTheBody(fault) && fault.afterBytes() == 0) {
            strike(fault);
        }
    }

    private void spoilTheHead(Fault what) throws IOException {
        switch (what.mode()) {
            case STALL -> {
                if (what.afterBytes() == 0) {
                    strike(what);
                }
            }
            case LENGTH -> response.setContentLengthLong(LONGER_THAN_ANY);
            case EMPTY -> throw new Enough();
            case JSON -> instead("application/json", "{\"message\":\"Internal failure\"}");
            case HTML -> instead("text/html", "<html><body>Bad gateway</body></html>");
            default -> {}
        }
    }

    private void instead(String type, String body) throws IOException {
        response.setContentType(type);
        out.write(body.getBytes(StandardCharsets.UTF_8));
        throw new Enough();
    }

    private static boolean spoilsTheBody(Fault fault) {
        return switch (fault.mode()) {
            case CUT, SHORT, STALL, TRICKLE -> true;
            default -> false;
        };
    }

    @Override
    public void audio(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += PIECE) {
            write(bytes, at, Math.min(PIECE, bytes.length - at));
        }
    }

    @Override
    public void mark(String type, int millis, int start, int length) throws IOException {
        if (!request.markTypes().contains(type)) {
            return;
        }
        Script script = request.script();
        int points = script.text().codePointCount(0, script.text().length());
        int first = Math.clamp(start, 0, points);
        int last =
                length == 0
                        ? endOfSentence(script.text(), first)
                        : Math.min(points, first + length);
        String value =
                script.text()
                        .substring(
                                script.text().offsetByCodePoints(0, first),
                                script.text().offsetByCodePoints(0, last));
        int startByte = first < points ? script.offsets()[first] : 0;
        int endByte = last > first ? script.endByte(last - 1) : startByte;
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", millis);
        line.put("type", type);
        line.put("start", startByte);
        line.put("end", endByte);
        line.put("value", value);
        byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    private static int endOfSentence(String text, int from) {
        int[] points = text.codePoints().toArray();
        for (int at = from; at < points.length; at++) {
            boolean last = at + 1 == points.length || Character.isWhitespace(points[at + 1]);
            if (last && ".!?…".indexOf(points[at]) >= 0) {
                return at + 1;
            }
        }
        return points.length;
    }

    private void write(byte[] bytes, int at, int length) throws IOException {
        if (over) {
            throw new Enough();
        }
        int whole = length;
        boolean strikes =
                fault != null && spoilsTheBody(fault) && written + length >= fault.afterBytes();
        if (fault != null && strikes) {
            whole = (int) (fault.afterBytes() - written);
        }
        out.write(bytes, at, whole);
        out.flush();
        written += whole;
        if (fault != null && strikes) {
            strike(fault);
        }
    }

    private void strike(Fault what) throws IOException {
        over = true;
        switch (what.mode()) {
            case SHORT -> throw new Enough();
            case STALL -> {
                pause(what.ms());
                throw new IOException("stalled");
            }
            case TRICKLE -> {
                while (true) {
                    pause(what.ms());
                    out.write(0);
                    out.flush();
                }
            }
            default -> throw new IOException("cut");
        }
    }

    static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
