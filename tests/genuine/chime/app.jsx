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
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { ThemeProvider } from 'styled-components';

function Meeting() {
  const [messages, setMessages] = useState([]);
  const dispatch = useNotificationDispatch();
  useEffect(() => {
    window.meeting = {
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
