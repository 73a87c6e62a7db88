/**
 * The little there is between the servlet API and the stand-ins: routes, pages that escape, JSON.
 */
@NullMarked
package app.feedtape.world.web;

import org.jspecify.annotations.NullMarked;
