package app.feedtape.gateway.ratelimit;

import app.feedtape.gateway.route.LimitScope;
import app.feedtape.web.token.AccessToken;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** Whose bucket it is. Every key names payer and account, or an address where nobody signed in. */
final class BucketKeys {

    private static final String PREFIX = "limit:";
    private static final int NETWORK_BYTES = 8;

    private BucketKeys() {}

    static String account(LimitScope scope, AccessToken token) {
        return PREFIX + scope.wireName() + ":" + token.payerId() + ":" + token.accountId();
    }

    static String key(AccessToken.Key key) {
        return PREFIX + LimitScope.KEY.wireName() + ":" + key.id();
    }

    /** An IPv6 client has a whole /64 to call from, so all of it is one. */
    static String address(LimitScope scope, String address) {
        return PREFIX + scope.wireName() + ":address:" + network(address);
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        InetAddress parsed = InetAddress.ofLiteral(address);
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES)
                : parsed.getHostAddress();
    }
}
