package io.millrace.standalone.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that a customer did.
 *
 * @param id the same whenever the same moment is played again
 * @param type what was done
 * @param subject the customer
 * @param time when
 * @param data about it
 */
record ShopEvent(String id, String type, String subject, Instant time, Map<String, Object> data) {

	static final String SOURCE = "/demo/shop";

	Map<String, Object> asCloudEvent() {
		Map<String, Object> event = new LinkedHashMap<>();
		event.put("specversion", "1.0");
		event.put("id", this.id);
		event.put("source", SOURCE);
		event.put("type", this.type);
		event.put("subject", this.subject);
		event.put("time", this.time.toString());
		event.put("data", this.data);
		return event;
	}

}
