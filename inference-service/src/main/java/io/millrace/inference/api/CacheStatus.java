package io.millrace.inference.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.millrace.inference.request.Reply;
import io.millrace.inference.request.Reply.Source;

/**
 * What the cache did for a request (Cache-Status, RFC 9211): its weakest part, for one
 * with several inputs, and in the detail how many were hits.
 */
final class CacheStatus {

	static final String HEADER = "Cache-Status";

	private static final String CACHE = "millrace; ";

	private CacheStatus() {
	}

	static String of(List<Reply> replies, Instant now) {
		Set<Source> sources = replies.stream().map(Reply::source).collect(Collectors.toSet());
		StringBuilder status = new StringBuilder(CACHE).append(forward(sources));
		if (!sources.contains(Source.OWN)) {
			replies.stream()
				.map((reply) -> Duration.between(now, reply.result().expiresAt()).toSeconds())
				.min(Long::compare)
				.ifPresent((ttl) -> status.append("; ttl=").append(ttl));
		}
		if (replies.size() > 1) {
			long hits = replies.stream().filter((reply) -> reply.source() == Source.HIT).count();
			status.append("; detail=\"").append(hits).append(" of ").append(replies.size()).append(" hit\"");
		}
		return status.toString();
	}

	private static String forward(Set<Source> sources) {
		if (sources.contains(Source.OWN)) {
			// What others get may be an older one: nothing is said of it.
			return "fwd=request";
		}
		if (sources.contains(Source.MISS)) {
			return "fwd=miss; stored";
		}
		return sources.contains(Source.COLLAPSED) ? "fwd=miss; collapsed" : "hit";
	}

	/** Of a request that is answered later. */
	static String pending() {
		return CACHE + "fwd=miss";
	}

}
