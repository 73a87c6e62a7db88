/** To the service and back: addresses, headers, time-outs, breakers, streaming. */
@NullMarked
package app.feedtape.gateway.proxy;

import org.jspecify.annotations.NullMarked;
