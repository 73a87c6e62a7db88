package app.feedtape.auth.password;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;

/** Tells two devices apart without saying what they are. */
final class DeviceMarker {

    private DeviceMarker() {}

    static byte[] of(Device device) {
        return OneTimeSecret.sha256(device.address() + "\n" + device.userAgent());
    }
}
