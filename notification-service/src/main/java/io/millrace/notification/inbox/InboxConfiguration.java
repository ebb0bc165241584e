package io.millrace.notification.inbox;

import io.millrace.notification.log.InboxLog;
import io.millrace.sink.fence.FenceStore;
import io.millrace.sink.fence.GenerationStore;
import io.millrace.sink.fence.ScriptLoader;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

	@Bean
	InboxStore inboxStore(InboxLog inboxLog, GenerationStore epochs, FenceStore fences, ScriptLoader scripts) {
		return new InboxStore(inboxLog, epochs, fences, scripts);
	}

}
