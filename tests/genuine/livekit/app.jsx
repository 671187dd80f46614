// A meeting made of LiveKit's own components: its room, its control bar, its chat entries with its linkifier, its recording event. Only
// the recording indicator is written here, because it lives in LiveKit's application and not in the package; it behaves as that one does.
import { ChatEntry, ControlBar, LiveKitRoom, PreJoin, formatChatMessageLinks, useIsRecording } from '@livekit/components-react';
import '@livekit/components-styles';
import { Room, RoomEvent } from 'livekit-client';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import toast, { Toaster } from 'react-hot-toast';

const room = new Room();

function RecordingIndicator() {
  const recording = useIsRecording(room);
  const [was, setWas] = useState(false);
  useEffect(() => {
    if (recording === was) return;
    setWas(recording);
    if (recording) toast('This meeting is being recorded', { duration: 3000, className: 'lk-button' });
  }, [recording, was]);
  const boxShadow = recording ? 'var(--lk-danger3) 0px 0px 0px 3px inset' : 'none';
  return <div style={{ position: 'absolute', inset: 0, boxShadow, pointerEvents: 'none' }} />;
}

function Meeting({ messages }) {
  return (
    <LiveKitRoom room={room} serverUrl={undefined} token={undefined} connect={false} style={{ position: 'relative', height: '100vh' }}>
      <div className="lk-video-conference">
        <div className="lk-video-conference-inner">
          <div className="lk-focus-layout-wrapper" />
          <ControlBar variation="minimal" />
        </div>
        <div className="lk-chat">
          <ul className="lk-list lk-chat-messages">
            {messages.map((entry) => (
              <ChatEntry key={entry.id} entry={entry} messageFormatter={formatChatMessageLinks} />
            ))}
          </ul>
        </div>
      </div>
      <RecordingIndicator />
    </LiveKitRoom>
  );
}

function App() {
  const [joined, setJoined] = useState(false);
  const [messages, setMessages] = useState([]);
  useEffect(() => {
    window.meeting = {
      join: () => setJoined(true),
      // What the server's word about the room does, had we one.
      recording: (on) => {
        room.roomInfo = { activeRecording: on };
        room.emit(RoomEvent.RecordingStatusChanged, on);
      },
      say: (name, message) =>
        setMessages((before) => [...before, { id: String(before.length), timestamp: Date.now(), message, from: { identity: name, name } }]),
    };
  }, []);
  return (
    <div data-lk-theme="default" style={{ height: '100vh' }}>
      {joined ? <Meeting messages={messages} /> : <PreJoin onSubmit={() => setJoined(true)} persistUserChoices={false} />}
      <Toaster />
    </div>
  );
}

createRoot(document.getElementById('app')).render(<App />);
