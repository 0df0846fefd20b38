extension ClientSession: TransportSession {}
