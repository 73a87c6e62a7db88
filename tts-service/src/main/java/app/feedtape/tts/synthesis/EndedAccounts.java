package app.feedtape.tts.synthesis;

import app.feedtape.messaging.view.StateView;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Nothing more is spoken to whom is suspended or gone, also in a listening that has begun. */
@Component
class EndedAccounts {

    private static final Set<String> ENDED = Set.of("suspended", "deleted");

    EndedAccounts(StateView<UUID, String> accountStatuses, Productions productions) {
        accountStatuses.onChange(change -> {
            if (change.now() != null && ENDED.contains(change.now())) {
                productions.endAll(change.key());
            }
        });
    }
}
