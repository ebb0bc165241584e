package io.millrace.notification.broadcast;

import java.time.Clock;

import io.millrace.notification.audience.Followers;
import io.millrace.notification.audience.Preferences;
import io.millrace.notification.inbox.Arrivals;
import io.millrace.notification.inbox.InboxStore;
import io.millrace.notification.log.EntryAppender;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BroadcastConfiguration {

	@Bean
	Broadcasts broadcasts() {
		return new Broadcasts();
	}

	@Bean
	Arrivals arrivals(Broadcasts broadcasts, Followers followers, Preferences preferences, InboxStore inboxes,
			EntryAppender appender, Clock clock) {
		return new Delivery(broadcasts, followers, preferences, inboxes, appender, clock);
	}

}
