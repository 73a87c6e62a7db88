package app.feedtape.messaging.audit;

import java.util.Locale;

/** Something a service's trail can say was done: an enum of the service's own. */
public interface AuditAction {

    String name();

    /** As the trail has it: lower case, words joined by underscores. */
    default String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
