package app.feedtape.tts.ledger;

import java.util.HexFormat;

/**
 * What is paid once: a cleaned segment in one voice, engine and speed. The format is free.
 *
 * @param hash keyed hash of the cleaned segment, as hexadecimal digits
 */
public record SegmentKey(String hash, String voice, String engine, int speedPercent) {

    byte[] hashBytes() {
        return HexFormat.of().parseHex(hash);
    }
}
