// A meeting made of Amazon Chime's own components: notifications, roster, chat bubbles, controls. The library has no recording component:
// the application chooses the words, and so does this one.
import {
  ChatBubble,
  ChatBubbleContainer,
  ControlBar,
  ControlBarButton,
  GlobalStyles,
  NotificationGroup,
  NotificationProvider,
  Phone,
  Roster,
  RosterCell,
  RosterGroup,
  RosterHeader,
  Severity,
  ActionType,
  darkTheme,
  useNotificationDispatch,
} from 'amazon-chime-sdk-component-library-react';
import { DefaultEventController, MeetingSessionConfiguration, NoOpLogger } from 'amazon-chime-sdk-js';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ThemeProvider } from 'styled-components';

/** The SDK's own report of events to its maker, as a meeting starts it: every few seconds, and by beacon when the tab is hidden. */
function reports() {
  const url = 'https://data.svc.ue1.ingest.chime.aws/client-events';
  const place = { AudioHostUrl: '', SignalingUrl: '', TurnControlUrl: '', EventIngestionUrl: url };
  const configuration = new MeetingSessionConfiguration({ Meeting: { MeetingId: 'm-1', MediaPlacement: place } }, { Attendee: { AttendeeId: 'a-1', JoinToken: 't' } });
  const events = new DefaultEventController(configuration, new NoOpLogger());
  events.eventReporter.start();
  return (name) => events.publishEvent(name, {});
}

function Meeting() {
  const [messages, setMessages] = useState([]);
  const dispatch = useNotificationDispatch();
  useEffect(() => {
    window.meeting = {
      reports,
      notify: (message) => dispatch({ type: ActionType.ADD, payload: { severity: Severity.INFO, message } }),
      say: (name, text) => setMessages((before) => [...before, { name, text }]),
    };
  }, [dispatch]);
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '1fr 20rem', height: '100vh' }}>
      <main>
        <NotificationGroup />
        <ControlBar layout="bottom" showLabels>
          <ControlBarButton icon={<Phone />} label="Leave" onClick={() => undefined} />
        </ControlBar>
      </main>
      <aside>
        <Roster>
          <RosterHeader title="Present" badge={2} />
          <RosterGroup>
            <RosterCell name="Mara Lindqvist" />
            <RosterCell name="Sam Rivera" />
          </RosterGroup>
        </Roster>
        {messages.map(({ name, text }, i) => (
          <ChatBubbleContainer key={i} timestamp="10:02">
            <ChatBubble variant="incoming" senderName={name} showName>
              {text}
            </ChatBubble>
          </ChatBubbleContainer>
        ))}
      </aside>
    </div>
  );
}

createRoot(document.getElementById('app')).render(
  <ThemeProvider theme={darkTheme}>
    <GlobalStyles />
    <NotificationProvider>
      <Meeting />
    </NotificationProvider>
  </ThemeProvider>,
);
