package app.feedtape.auth.refresh;

import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Session;
import app.feedtape.auth.session.Sessions;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells a person by mail that a device has signed in which does not look like theirs. */
@Component
class NewDevice {

    private final Sessions sessions;
    private final Mails mails;

    NewDevice(Sessions sessions, Mails mails) {
        this.sessions = sessions;
        this.mails = mails;
    }

    /**
     * Whether it has to be told. Ask before the session begins. The first sign-in of all is nobody
     * else's.
     */
    boolean isStrange(UUID accountId, Device device) {
        List<Device> seen = sessions.listDevices(accountId);
        return !seen.isEmpty() && seen.stream().noneMatch(device::resembles);
    }

    void tell(Session started) {
        Device device = started.device();
        mails.request(
                Letter.to(started.accountId(), "new_device")
                        .with("device", device.name())
                        .with("address", device.address())
                        .with("at", Letter.moment(started.startedAt())));
    }
}
