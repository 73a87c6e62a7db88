package app.feedtape.billing.appstore;

import app.feedtape.billing.appstore.AppStoreTrust.NotApples;
import com.apple.itunes.storekit.model.Data;
import com.apple.itunes.storekit.model.NotificationTypeV2;
import com.apple.itunes.storekit.model.ResponseBodyV2DecodedPayload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** App Store Server Notifications version 2. */
@Component
public class AppStoreNotifications {

    private static final int LONGEST = 255;

    private final AppStoreSettings settings;
    private final AppStoreTrust trust;
    private final JsonMapper json;

    AppStoreNotifications(AppStoreSettings settings, AppStoreTrust trust, JsonMapper json) {
        this.settings = settings;
        this.trust = trust;
        this.json = json;
    }

    /**
     * What a notification hints at; the subscription itself is read.
     *
     * @param originalId null when it is about no subscription, or of a type nobody knows
     */
    public record Notification(String id, String type, @Nullable String originalId) {}

    /** Whether the App Store is configured here at all. */
    public boolean areExpected() {
        return settings.isOpen();
    }

    /** Empty when Apple has not signed it for this app, all the way down. */
    public Optional<Notification> read(byte[] body) {
        try {
            String signed = json.readTree(body).path("signedPayload").asString("");
            ResponseBodyV2DecodedPayload payload = trust.notification(signed);
            String id = payload.getNotificationUUID();
            String type = payload.getRawNotificationType();
            if (isBad(id) || isBad(type)) {
                return Optional.empty();
            }
            return Optional.of(new Notification(id, type, originalId(payload)));
        } catch (JacksonException | NotApples forged) {
            return Optional.empty();
        }
    }

    private @Nullable String originalId(ResponseBodyV2DecodedPayload payload) throws NotApples {
        Data data = payload.getData();
        if (data == null || data.getSignedTransactionInfo() == null) {
            return null;
        }
        String id = trust.transaction(data.getSignedTransactionInfo()).getOriginalTransactionId();
        NotificationTypeV2 known = payload.getNotificationType();
        return known == null || isBad(id) ? null : id;
    }

    private static boolean isBad(@Nullable String text) {
        return text == null || text.isEmpty() || text.length() > LONGEST;
    }
}
