package app.feedtape.tts.audio;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Keyed hashes over texts and listenings. A plain hash would let anybody with a copy of the tables
 * find out whether somebody heard a text that he knows.
 */
@Component
public class SpeechKeys {

    private static final String KEY = "select value from service_key where name = 'speech'";

    /** Part of every storage key: another way of making sound gets other addresses. */
    private static final String SOUND_VERSION = "1";

    private final Supplier<SecretKeySpec> key;

    SpeechKeys(JdbcClient jdbc) {
        this.key =
                SingletonSupplier.of(() ->
                        new SecretKeySpec(
                                jdbc.sql(KEY).query(byte[].class).single(), "HmacSHA256"));
    }

    /** What a cleaned segment is known by. */
    public String segment(String cleaned) {
        return hash("segment", cleaned);
    }

    /** What a whole request is known by, to tell it from another with the same key. */
    public String request(String canonical) {
        return hash("request", canonical);
    }

    /** The address of a segment's sound: the payer's own, never shared. */
    public String storage(
            UUID payerId,
            String segmentHash,
            String voice,
            String engine,
            int speedPercent,
            AudioFormat format) {
        return sound(payerId.toString(), segmentHash, voice, engine, speedPercent, format);
    }

    /** The address of the sound of a public text's segment: the same for everybody. */
    public String shared(
            String segmentHash, String voice, String engine, int speedPercent, AudioFormat format) {
        return sound("everybody", segmentHash, voice, engine, speedPercent, format);
    }

    private String sound(
            String owner,
            String segmentHash,
            String voice,
            String engine,
            int speedPercent,
            AudioFormat format) {
        return hash(
                "sound",
                SOUND_VERSION,
                owner,
                segmentHash,
                voice,
                engine,
                Integer.toString(speedPercent),
                format.code());
    }

    /**
     * The entity tag of a listening: over account and segments, telling nothing about either. Made
     * of the payer's own keys even where the sound is shared, so that it does not tell that either.
     */
    public String entityTag(UUID accountId, List<String> ownKeys) {
        String whole = hash("etag", accountId.toString(), String.join(",", ownKeys));
        return "\"" + whole.substring(0, 32) + "\"";
    }

    /** The same until some of its sound is lost and spoken anew: then these are other bytes. */
    String entityTag(AudioAsset asset, List<String> mended) {
        if (mended.isEmpty()) {
            return asset.etag();
        }
        byte[] takes = (asset.etag() + mended).getBytes(StandardCharsets.UTF_8);
        return entityTag(asset.accountId(), "takes", takes);
    }

    /** The entity tag of what is told of a listening: over account and contents. */
    public String entityTag(UUID accountId, String kind, byte[] contents) {
        String whole = hash("etag", accountId.toString(), kind, HexFormat.of().formatHex(contents));
        return "\"" + whole.substring(0, 32) + "\"";
    }

    /** 32 bytes for one purpose, which tell nothing about the others. */
    public byte[] derived(String purpose) {
        return HexFormat.of().parseHex(hash("derived", purpose));
    }

    private String hash(String purpose, String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.get());
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            for (String part : parts) {
                mac.update((byte) 0);
                mac.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
