package app.feedtape.tts.sharing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where the sound of a listening is: what was made for a public text is everybody's, all other
 * sound is its payer's own. What a listening or a listener has already stays where it is, whether
 * or not its text has become public, or is remembered as public, meanwhile.
 */
@Component
public class SoundPlaces {

    private static final String KNOWN =
            """
            select 'linked' as kind, position, storage_key from audio_segment where audio_id = :audio
            union all
            select 'heard', 0, storage_key from audio_segment
            where account_id = :account and storage_key = any(:keys)
              and (heard_until is null or heard_until > app_now())
            union all
            select 'stored', 0, storage_key from stored_segment where storage_key = any(:keys)
            union all
            select 'begun', 0, storage_key from segment_flight
            where storage_key = any(:keys) and lease_until > app_now()
            union all
            select 'public', 0, '' from public_text where text_hash = :hash and expires_at > app_now()
            """;

    private final JdbcClient jdbc;

    SoundPlaces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The two keys that the sound of a segment may have. */
    public record Keys(String own, String shared) {
        boolean holds(String key) {
            return key.equals(own) || key.equals(shared);
        }
    }

    /**
     * Where the sound of a segment is, or will be.
     *
     * @param shared whether others may have made it
     * @param heard whether this account has it already; what it had once and may not hear any more
     *     would tell by its speed whether others have it still
     * @param unmade whether nobody had made it or was making it when it was looked for
     */
    public record SoundPlace(String storageKey, boolean shared, boolean heard, boolean unmade) {}

    private record Known(String kind, int position, String storageKey) {}

    /** The places of all segments of a text, in order. */
    public List<SoundPlace> of(UUID audioId, UUID accountId, String cleaned, List<Keys> keys) {
        Map<Integer, String> linked = new HashMap<>();
        Set<String> heard = new HashSet<>();
        Set<String> stored = new HashSet<>();
        Set<String> begun = new HashSet<>();
        boolean isPublic = false;
        for (Known one : known(audioId, accountId, cleaned, keys)) {
            switch (one.kind()) {
                case "linked" -> linked.put(one.position(), one.storageKey());
                case "heard" -> heard.add(one.storageKey());
                case "stored" -> stored.add(one.storageKey());
                case "begun" -> begun.add(one.storageKey());
                default -> isPublic = true;
            }
        }
        List<SoundPlace> places = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Keys two = keys.get(i);
            boolean mayShare = heard.contains(two.shared()) || isPublic;
            String key =
                    linked.getOrDefault(
                            i, stored.contains(two.own()) || !mayShare ? two.own() : two.shared());
            places.add(
                    new SoundPlace(
                            key,
                            key.equals(two.shared()),
                            heard.contains(key),
                            two.holds(key) && !stored.contains(key) && !begun.contains(key)));
        }
        return List.copyOf(places);
    }

    private List<Known> known(UUID audioId, UUID accountId, String cleaned, List<Keys> keys) {
        return jdbc.sql(KNOWN)
                .param("audio", audioId)
                .param("account", accountId)
                .param("hash", PublicTexts.hash(cleaned))
                .param(
                        "keys",
                        keys.stream()
                                .flatMap(two -> Stream.of(two.own(), two.shared()))
                                .toArray(String[]::new))
                .query(Known.class)
                .list();
    }
}
