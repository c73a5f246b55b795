; The setup for one person: no administrator, nothing outside their own folders. Made with
;   makensis -DVERSION=0.1.0 -DFILES=folder -DOUT=setup.exe smsync.nsi
; Silent: setup.exe /S; with /R the program starts afterwards, as after an update that it fetched itself. Removing keeps
; the person's data, which is not beside the program. The setup is for the processor of the programs where this NSIS can
; make such a one (-DTARGET=amd64-unicode, Debian's can); else it is the 32-bit one, which every Windows runs.

!ifdef TARGET
  Target ${TARGET}
!else
  Unicode true
!endif
SetCompressor /SOLID lzma
Name "SmarterMail Sync"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\SmarterMail Sync"
InstallDirRegKey HKCU "Software\SmarterMail Sync" "InstallDir"
RequestExecutionLevel user
ManifestDPIAware true

!include MUI2.nsh
!include FileFunc.nsh
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\SmarterMail Sync"
!define MUI_ICON "..\..\icons\smsync.ico"
!define MUI_UNICON "..\..\icons\smsync.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\smsync-app.exe"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "SmarterMail Sync"
VIAddVersionKey FileDescription "SmarterMail Sync Setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "The SmarterMail Sync authors"

Section "SmarterMail Sync"
  SetOutPath "$INSTDIR"
  ; A running program holds its files: it is asked to end first, and gets ten seconds.
  IfFileExists "$INSTDIR\smsync-app.exe" 0 ended
    nsExec::Exec 'taskkill /im smsync-app.exe'
    StrCpy $1 0
    running:
      ClearErrors
      FileOpen $0 "$INSTDIR\smsync-app.exe" a
      IfErrors 0 closed
      IntOp $1 $1 + 1
      IntCmp $1 50 ended
      Sleep 200
      Goto running
    closed:
      FileClose $0
  ended:
  File "${FILES}\smsync-app.exe"
  File "${FILES}\smsync.exe"
  File /nonfatal "${FILES}\smsync-server.exe"
  File /nonfatal "${FILES}\WebView2Loader.dll"
  File "${FILES}\LICENCE.txt"
  File "${FILES}\THIRD-PARTY.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\SmarterMail Sync.lnk" "$INSTDIR\smsync-app.exe"

  WriteRegStr HKCU "Software\SmarterMail Sync" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayName" "SmarterMail Sync"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\smsync-app.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "The SmarterMail Sync authors"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"

  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/R" $1
  IfErrors +2 0
    Exec '"$INSTDIR\smsync-app.exe"'
SectionEnd

Section "Uninstall"
  nsExec::Exec 'taskkill /im smsync-app.exe'
  Delete "$INSTDIR\smsync-app.exe"
  Delete "$INSTDIR\smsync.exe"
  Delete "$INSTDIR\smsync-server.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENCE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\SmarterMail Sync.lnk"
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "SmarterMail Sync"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\SmarterMail Sync"
SectionEnd
