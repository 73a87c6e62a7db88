package app.feedtape.web.decision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision as bytes, always as many: not even the length of an id says what is in it. The first
 * byte is the version; what an older release cannot read it does not know.
 */
final class DecisionFormat {

    /** With the rest of an id a multiple of three, so that base64 has one spelling of it. */
    static final int BYTES = 286;

    private static final int VERSION = 1;
    private static final int LONGEST_TEXT = 32;
    private static final int NOTHING = 0;
    private static final int NUMBER = 1;
    private static final int TEXT = 2;

    private DecisionFormat() {}

    static byte[] write(Decision decision) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(decision.subject().kind().ordinal());
            out.writeLong(decision.subject().id().getMostSignificantBits());
            out.writeLong(decision.subject().id().getLeastSignificantBits());
            out.writeLong(decision.decidedAt().toEpochMilli());
            out.writeShort(decision.status());
            value(out, decision.code());
            value(out, decision.decidedBy());
            value(out, decision.rule());
            value(out, decision.plan());
            value(out, decision.used());
            value(out, decision.held());
            value(out, decision.limit());
            value(out, decision.requested());
            value(out, decision.windowSeconds());
            value(out, millis(decision.resetsAt()));
            value(out, millis(decision.retryAt()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Arrays.copyOf(bytes.toByteArray(), BYTES);
    }

    /** Null for another version's. */
    static @Nullable Decision read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return null;
            }
            Subject.Kind kind = Subject.Kind.values()[in.readByte()];
            Subject subject = new Subject(kind, new UUID(in.readLong(), in.readLong()));
            Instant decidedAt = Instant.ofEpochMilli(in.readLong());
            int status = in.readShort();
            return new Decision(
                    subject,
                    decidedAt,
                    String.valueOf(value(in)),
                    status,
                    String.valueOf(value(in)),
                    String.valueOf(value(in)),
                    (String) value(in),
                    (Long) value(in),
                    (Long) value(in),
                    value(in),
                    value(in),
                    (Long) value(in),
                    instant((Long) value(in)),
                    instant((Long) value(in)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void value(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte(NOTHING);
            case Number number -> {
                out.writeByte(NUMBER);
                out.writeLong(number.longValue());
            }
            default -> {
                out.writeByte(TEXT);
                out.writeUTF(ascii(value.toString()));
            }
        }
    }

    /** All of it is words of ours; whatever else gets here must not make an id longer. */
    private static String ascii(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.substring(0, Math.min(plain.length(), LONGEST_TEXT));
    }

    private static @Nullable Object value(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case NUMBER -> in.readLong();
            case TEXT -> in.readUTF();
            default -> null;
        };
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : Long.valueOf(instant.toEpochMilli());
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
